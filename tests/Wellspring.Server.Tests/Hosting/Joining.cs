using System.Text.RegularExpressions;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Tests.Hosting;

/// <summary>Joins and logs in through the real pages, for every test that needs a member.</summary>
public static partial class Joining
{
    /// <summary>
    /// Reads the disclosure, answers, consents, types the code; the walker ends on the receipt, logged in.
    /// </summary>
    /// <param name="referral">The code at the end of a member's invitation link.</param>
    /// <returns>The new member's id.</returns>
    public static async Task<string> JoinAsync(
        this RunningServer server, Walker walker, string address, string? referral = null, string nickname = "")
    {
        await walker.OpenAsync(referral is null ? "/join" : $"/join?ref={referral}");
        await walker.AgreeAsync(address, nickname);
        Assert.StartsWith("/join/code/", walker.Location, StringComparison.Ordinal);
        await walker.SendAsync("#code-form", ("code", await server.CodeForAsync(address)));
        Assert.StartsWith("/me/consents/", walker.Location, StringComparison.Ordinal);
        return server.MemberOf(address);
    }

    /// <summary>Logs a member in on a walker that has joined before.</summary>
    public static async Task LogInAsync(this RunningServer server, Walker walker, string address)
    {
        await walker.OpenAsync("/login");
        await walker.SendAsync(null, ("address", address));
        await walker.SendAsync("#code-form", ("code", await server.CodeForAsync(address)));
    }

    /// <summary>Fills the page of joining as somebody does who has understood it, and sends it.</summary>
    public static Task<Walker> AgreeAsync(
        this Walker walker, string address, string nickname = "", params (string Name, string Value)[] instead) =>
        walker.SendAsync("form[action^='/join']", Answers(address, nickname, instead));

    /// <summary>The right answers, some of them replaced.</summary>
    public static (string Name, string Value)[] Answers(
        string address, string nickname = "", params (string Name, string Value)[] instead) =>
    [
        .. new (string Name, string Value)[]
        {
            ("q1", "promotion"), ("q2", "bound"), ("q3", "report"), ("address", address), ("nickname", nickname),
            ("agree", "yes"), ("agree-cap", "yes"),
        }.Where(pair => instead.All(other => other.Name != pair.Name)),
        .. instead,
    ];

    /// <summary>
    /// The last code for an address: off the demonstration's outbox page or, where there is none, out of the outbox.
    /// </summary>
    public static async Task<string> CodeForAsync(this RunningServer server, string address)
    {
        var normal = ContactAddress.Read(address)!.Value;
        if (!server.Get<PoolGate>().Plan.IsSandbox)
        {
            return SixDigits().Match(server.Get<ShopDatabase>().Read(reader => reader.Text(
                $"SELECT text FROM outbox_messages WHERE address = {normal} ORDER BY sequence DESC"))!).Value;
        }

        using var reader = server.Visit();
        await reader.OpenAsync("/outbox");
        var message = reader.Document.QuerySelectorAll("li.message")
            .First(item => item.GetAttribute("data-address") == normal);
        return CodeIn(message.TextContent);
    }

    /// <summary>The code that a message carries.</summary>
    public static string CodeIn(string message) => SixDigits().Match(message).Value;

    /// <summary>The id behind an address, as only the shop's records know it.</summary>
    public static string MemberOf(this RunningServer server, string address) =>
        server.Get<ShopDatabase>().Read(reader => MemberBook.Find(reader, ContactAddress.Read(address)!))!.Id;

    /// <summary>What a member's own invitation link ends with; who is no promoter yet becomes one.</summary>
    public static string ReferralCodeOf(this RunningServer server, string member)
    {
        Assert.Empty(server.Get<Promoters>().Activate(member, new("30", "other", Agrees: true, English: false)));
        return server.Get<Promoters>().Find(member)!.Code;
    }

    [GeneratedRegex(@"(?<![0-9])[0-9]{6}(?![0-9])")]
    private static partial Regex SixDigits();
}
