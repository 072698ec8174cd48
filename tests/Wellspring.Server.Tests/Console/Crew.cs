using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

/// <summary>People of the operator for tests, who come in as people do: invited, enrolled, logged in.</summary>
internal static class Crew
{
    public const string Password = "correct horse battery";

    /// <summary>An active account, made by the set-up's way for an admin and by invitation for others.</summary>
    public static CrewMember Join(
        RunningServer server, string mail, string document, params string[] roles)
    {
        var staff = server.Get<StaffBook>();
        var invited = staff.Invite("setup", mail.Split('@')[0], mail, roles);
        Assert.True(invited.IsDone, invited.Mistake?.En);
        Assert.True(staff.Accept(invited.Token!, Password, document).IsDone);
        var secret = staff.PendingSecret(Links.Invite, invited.Token!)!;
        Assert.True(staff.Confirm(Links.Invite, invited.Token!, CodeOf(server, secret)).IsDone);
        var id = staff.All().Single(member => member.Mail == mail).Id;
        Assert.True(staff.Vouch("setup", id, document).IsDone);
        return new(server, id, mail, secret);
    }

    public static CrewMember Admin(RunningServer server) =>
        Join(server, "admin@example.test", "E10000001", Roles.Admin, Roles.Operator, Roles.Finance, Roles.Risk);

    public static string CodeOf(RunningServer server, byte[] secret) =>
        Totp.CodeAt(secret, Totp.StepAt(server.Wall.GetUtcNow()));
}

/// <summary>One of them, with the phone that shows the codes.</summary>
internal sealed record CrewMember(RunningServer Server, string Id, string Mail, byte[] Secret)
{
    /// <summary>The code the phone shows after the next turn; one that was used does not count again.</summary>
    public string NextCode()
    {
        Server.Wall.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        return Crew.CodeOf(Server, Secret);
    }

    public async Task<Walker> LogInAsync()
    {
        var walker = Server.Visit();
        await walker.OpenAsync("/console/login");
        await walker.SendAsync(null, ("mail", Mail), ("password", Crew.Password));
        await walker.SendAsync("form[action='/console/login/code']", ("code", NextCode()));
        return walker;
    }
}
