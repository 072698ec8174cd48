using System.Net;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

public sealed class LoginTests
{
    [Fact]
    public async Task Password_and_code_open_the_console_and_the_way_out_ends_the_session()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);

        using var walker = await admin.LogInAsync();
        Assert.Equal("/console", walker.Location);
        Assert.Equal(HttpStatusCode.OK, walker.Status);

        await walker.OpenAsync("/console/logout");
        await walker.SendAsync("form[action='/console/logout']");
        await walker.OpenAsync("/console");
        Assert.StartsWith("/console/login", walker.Location, StringComparison.Ordinal);
        Assert.Equal(0, server.Get<ShopDatabase>().Read(
            reader => reader.Number($"SELECT count(*) FROM sessions WHERE kind = {Sessions.Staff}")));
    }

    [Fact]
    public async Task A_password_alone_opens_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        using var walker = server.Visit();

        await walker.OpenAsync("/console/login");
        await walker.SendAsync(null, ("mail", admin.Mail), ("password", Crew.Password));
        Assert.StartsWith("/console/login/code", walker.Location, StringComparison.Ordinal);

        await walker.OpenAsync("/console");
        Assert.StartsWith("/console/login", walker.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_mail_and_a_wrong_password_get_the_same_answer()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);

        Assert.Equal(await AnswerAsync(admin.Mail, "wrong password 1"), await AnswerAsync("nobody@example.test", "x"));

        async Task<(HttpStatusCode, string?)> AnswerAsync(string mail, string password)
        {
            using var walker = server.Visit();
            await walker.OpenAsync("/console/login");
            await walker.SendAsync(null, ("mail", mail), ("password", password));
            return (walker.Status, walker.Document.QuerySelector(".refused")?.TextContent);
        }
    }

    [Fact]
    public async Task A_wrong_code_and_a_code_used_before_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        using var walker = server.Visit();
        await walker.OpenAsync("/console/login");
        await walker.SendAsync(null, ("mail", admin.Mail), ("password", Crew.Password));

        var code = admin.NextCode();
        await walker.SendAsync("form[action='/console/login/code']", ("code", code == "000000" ? "000001" : "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, walker.Status);
        await walker.SendAsync("form[action='/console/login/code']", ("code", code));
        Assert.Equal("/console", walker.Location);

        using var thief = server.Visit();
        await thief.OpenAsync("/console/login");
        await thief.SendAsync(null, ("mail", admin.Mail), ("password", Crew.Password));
        await thief.SendAsync("form[action='/console/login/code']", ("code", code));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, thief.Status);
    }

    [Fact]
    public async Task Five_wrong_tries_lock_the_mail_for_fifteen_minutes_even_for_the_right_password()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        using var walker = server.Visit();
        for (var tries = 0; tries < StaffLogin.MailTries; tries++)
        {
            await TryAsync("wrong password 1");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, walker.Status);
        }

        await TryAsync(Crew.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, walker.Status);

        server.Wall.Advance(TimeSpan.FromMinutes(16));
        await TryAsync(Crew.Password);
        Assert.StartsWith("/console/login/code", walker.Location, StringComparison.Ordinal);

        async Task TryAsync(string password)
        {
            await walker.OpenAsync("/console/login");
            await walker.SendAsync(null, ("mail", admin.Mail), ("password", password));
        }
    }

    [Fact]
    public async Task Starting_over_gives_no_new_tries_for_the_code()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        var login = server.Get<StaffLogin>();
        var right = admin.NextCode();
        for (var tries = 0; tries < StaffLogin.MailTries; tries++)
        {
            Assert.Null(login.Finish(login.Start(admin.Mail, Crew.Password, "here").Token!, "wrong!"));
        }

        Assert.True(login.Start(admin.Mail, Crew.Password, "here").IsLocked);
        Assert.Equal(6, right.Length);
    }

    [Fact]
    public async Task An_invitation_works_once_and_only_until_it_ends()
    {
        await using var server = await RunningServer.StartAsync();
        var staff = server.Get<StaffBook>();
        var token = staff.Invite("setup", "Li", "li@example.test", [Roles.Finance]).Token!;
        using var walker = server.Visit();
        await walker.OpenAsync("/console/invited?token=" + token);
        await walker.SendAsync(
            null, ("password", Crew.Password), ("again", Crew.Password), ("document", "E20000002"));
        var secret = staff.PendingSecret(Links.Invite, token)!;
        await walker.SendAsync("form", ("code", Crew.CodeOf(server, secret)));
        Assert.StartsWith("/console/login", walker.Location, StringComparison.Ordinal);

        await walker.OpenAsync("/console/invited?token=" + token);
        Assert.Equal(HttpStatusCode.Forbidden, walker.Status);
        var late = staff.Invite("setup", "Wu", "wu@example.test", [Roles.Risk]).Token!;
        server.Wall.Advance(TimeSpan.FromHours(73));
        Assert.False(staff.Accept(late, Crew.Password, "E20000003").IsDone);
    }

    [Fact]
    public async Task Disabling_somebody_ends_their_sessions_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        var risk = Crew.Join(server, "risk@example.test", "E30000003", Roles.Risk);
        using var walker = await risk.LogInAsync();
        Assert.Equal("/console", walker.Location);

        Assert.True(server.Get<StaffBook>().Disable(admin.Id, risk.Id).IsDone);
        await walker.OpenAsync("/console");

        Assert.StartsWith("/console/login", walker.Location, StringComparison.Ordinal);
        Assert.Null(server.Get<StaffLogin>().Start(risk.Mail, Crew.Password, "here").Token);
    }

    [Fact]
    public async Task Nobody_makes_themselves_more_and_the_last_admin_stays()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Join(server, "only@example.test", "E40000004", Roles.Admin);
        var staff = server.Get<StaffBook>();

        Assert.False(staff.SetRoles(admin.Id, admin.Id, [Roles.Admin, Roles.Finance]).IsDone);
        Assert.False(staff.SetRoles("setup", admin.Id, [Roles.Operator]).IsDone);
        Assert.False(staff.Disable("setup", admin.Id).IsDone);
        Assert.False(staff.Vouch(admin.Id, admin.Id, "E40000004").IsDone);
    }
}
