using System.Net;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Tests.Members;

/// <summary>Every page of this part: in both languages, for a phone, without a script.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Pages { get; } =
    [
        "/join", "/login", "/login?next=/me", "/login/lost", "/login/lost/t-1", "/outbox", "/privacy", "/closed",
        "/me", "/me/contact", "/me/consents", "/me/consents/{consent}", "/me/tickets", "/me/tickets/new",
        "/me/tickets/{ticket}", "/me/addresses", "/me/addresses/new", "/me/addresses/new?region=440106", "/me/close",
        "/me/close/confirm",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_speaks_both_languages_and_fits_a_phone(string address)
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var id = await server.JoinAsync(anna, "anna@example.org");
        await anna.OpenAsync("/me/tickets/new");
        await anna.SendAsync("form[action='/me/tickets']", ("subject", "subject"), ("text", "text"));
        var ticket = anna.Location.Split('/')[^1];
        var consent = server.Get<ShopDatabase>().Read(reader => Consents.Of(reader, id))[0].Id;
        var path = address.Replace("{ticket}", ticket, StringComparison.Ordinal)
            .Replace("{consent}", consent, StringComparison.Ordinal);

        await anna.OpenAsync("/language?to=zh&back=/login");
        await anna.OpenAsync(path);
        Check(anna, path, "zh-CN");
        var chinese = anna.Document.QuerySelector("h1")!.TextContent;

        await anna.OpenAsync("/language?to=en&back=/login");
        await anna.OpenAsync(path);
        Check(anna, path, "en");
        var english = anna.Document.QuerySelector("h1")!.TextContent;
        if (english != "subject")
        {
            Assert.NotEqual(chinese, english);
            Assert.DoesNotContain(english, letter => letter > '\u2E80');
        }
    }

    [Fact]
    public async Task There_is_no_outbox_page_outside_a_sandbox()
    {
        await using var server = await RunningServer.StartAsync(CnPlan.Text);
        using var visitor = server.Visit();

        await visitor.OpenAsync("/outbox");

        Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
    }

    private static void Check(Walker walker, string path, string language)
    {
        Assert.Equal(HttpStatusCode.OK, walker.Status);
        Assert.Equal(path, walker.Location);
        Assert.Equal(language, walker.Document.DocumentElement.GetAttribute("lang"));
        Assert.Contains(
            "width=device-width", walker.Document.QuerySelector("meta[name=viewport]")!.GetAttribute("content"),
            StringComparison.Ordinal);
        Assert.Empty(walker.Document.QuerySelectorAll("script, [style], [onclick]"));
        Assert.Single(walker.Document.QuerySelectorAll("h1"));
        foreach (var field in walker.Document.QuerySelectorAll(
            "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select, textarea"))
        {
            Assert.NotNull(walker.Document.QuerySelector($"label[for='{field.Id}']"));
        }

        foreach (var form in walker.Document.QuerySelectorAll("form[method=post]"))
        {
            Assert.NotNull(form.QuerySelector("input[name=__RequestVerificationToken]"));
            Assert.NotNull(form.QuerySelector("input[name=__key]"));
        }
    }
}
