using System.Net;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Members;

/// <summary>Codes that open the door once, to the right person, for ten minutes.</summary>
public sealed class LoginTests
{
    private const string Anna = "anna@example.org";

    [Fact]
    public async Task A_code_logs_in_and_leads_to_where_the_member_wanted_to_go()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);
        using var elsewhere = server.Visit();

        await elsewhere.OpenAsync("/me/tickets");
        Assert.Equal("/login?next=%2Fme%2Ftickets", elsewhere.Location);
        await elsewhere.SendAsync(null, ("address", " Anna@Example.org "));
        await elsewhere.SendAsync("#code-form", ("code", await server.CodeForAsync(Anna)));

        Assert.Equal("/me/tickets", elsewhere.Location);
        Assert.Equal(HttpStatusCode.OK, elsewhere.Status);
    }

    [Fact]
    public async Task Five_wrong_codes_make_the_right_one_void()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);
        using var thief = await AskedAsync(server, Anna);
        var right = await server.CodeForAsync(Anna);
        var wrong = right == "000000" ? "000001" : "000000";

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await thief.SendAsync("#code-form", ("code", wrong));
            Assert.Contains("验证码不对", thief.Text, StringComparison.Ordinal);
        }

        using var last = thief.Fill("#code-form", out var action, ("code", right));
        await thief.SendAsync("#code-form", ("code", wrong));
        Assert.Contains("已作废", thief.Text, StringComparison.Ordinal);
        await thief.Client.PostAsync(action, last);

        await thief.OpenAsync("/me");
        Assert.StartsWith("/login", thief.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);
        using var first = await AskedAsync(server, Anna);
        var code = await server.CodeForAsync(Anna);
        using var second = server.Visit();
        await second.OpenAsync(first.Location);

        await first.SendAsync("#code-form", ("code", code));
        await second.SendAsync("#code-form", ("code", code));

        Assert.Contains("已过期或已使用", second.Text, StringComparison.Ordinal);
        await second.OpenAsync("/me");
        Assert.StartsWith("/login", second.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_ages_by_wall_time_and_not_by_the_sandbox_clock()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);

        using var quick = await AskedAsync(server, Anna);
        server.Get<PoolClock>().Advance(Duration.Days(8), isSandbox: true);
        server.Wall.Advance(TimeSpan.FromMinutes(9));
        await quick.SendAsync("#code-form", ("code", await server.CodeForAsync(Anna)));
        await quick.OpenAsync("/me");
        Assert.Equal("/me", quick.Location);

        using var slow = await AskedAsync(server, Anna);
        server.Wall.Advance(TimeSpan.FromMinutes(11));
        await slow.SendAsync("#code-form", ("code", await server.CodeForAsync(Anna)));
        Assert.Contains("已过期或已使用", slow.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_nobody_has_gets_the_same_pages()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);
        using var known = await AskedAsync(server, Anna);
        using var unknown = await AskedAsync(server, "arno@example.org");

        Assert.Equal(known.Status, unknown.Status);
        Assert.Equal(known.Text, unknown.Text);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var wrong = await server.CodeForAsync(Anna) == "123456" ? "654321" : "123456";
            await known.SendAsync("#code-form", ("code", wrong));
            await unknown.SendAsync("#code-form", ("code", wrong));
            Assert.Equal(known.Status, unknown.Status);
            Assert.Equal(known.Text, unknown.Text);
        }

        Assert.Equal(0, server.Get<ShopDatabase>().Read(reader => reader.Number(
            $"SELECT count(*) FROM outbox_messages WHERE address = 'arno@example.org'")));
    }

    [Fact]
    public async Task Nobody_gets_more_than_five_codes_an_hour()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.Visit();
        for (var count = 1; count <= 5; count++)
        {
            await visitor.OpenAsync("/login");
            await visitor.SendAsync(null, ("address", Anna));
            Assert.Equal(HttpStatusCode.OK, visitor.Status);
        }

        await visitor.OpenAsync("/login");
        await visitor.SendAsync(null, ("address", Anna));
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Status);
        Assert.Contains("尝试太频繁", visitor.Text, StringComparison.Ordinal);

        server.Wall.Advance(TimeSpan.FromMinutes(61));
        await visitor.OpenAsync("/login");
        await visitor.SendAsync(null, ("address", Anna));
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
    }

    [Fact]
    public async Task One_client_cannot_ask_for_codes_without_end()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-limits-").FullName;
        File.WriteAllText(Path.Combine(folder, "server.json"), """{ "limits": { "codesPerClient": 3 } }""");
        await using (var server = await RunningServer.StartAsync(folder: folder))
        {
            using var visitor = server.Visit();
            for (var count = 1; count <= 4; count++)
            {
                await visitor.OpenAsync("/login");
                await visitor.SendAsync(null, ("address", $"nobody{count}@example.org"));
                Assert.Equal(
                    count <= 3 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, visitor.Status);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_form_without_its_token_does_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);
        foreach (var address in new[]
        {
            "/login", "/login/code", "/login/again", "/login/lost", "/join", "/logout", "/logout/everywhere",
            "/me/profile", "/me/contact", "/me/contact/code", "/me/close", "/me/close/confirm", "/me/tickets",
            "/me/tickets/unlink", "/me/addresses",
        })
        {
            using var content = new FormUrlEncodedContent([new("nickname", "Mallory"), new("code", "123456")]);
            using var answer = await anna.Client.PostAsync(new Uri(address, UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        await anna.OpenAsync("/me");
        Assert.Equal("/me", anna.Location);
        Assert.DoesNotContain("Mallory", anna.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task A_login_leads_to_no_other_site(string next)
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);
        using var visitor = server.Visit();
        await visitor.OpenAsync("/login?next=" + Uri.EscapeDataString(next));

        Assert.Equal("/home", visitor.Document.QuerySelector("input[name=next]")!.GetAttribute("value"));
        await visitor.SendAsync(null, ("address", Anna), ("next", next));
        await visitor.SendAsync("#code-form", ("code", await server.CodeForAsync(Anna)));

        Assert.Equal("/home", visitor.Location);
    }

    [Fact]
    public async Task Logging_out_everywhere_ends_the_other_browser_too()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = await JoinedAsync(server);
        using var phone = server.Visit();
        await server.LogInAsync(phone, Anna);
        await phone.OpenAsync("/me");
        Assert.Equal("/me", phone.Location);

        await anna.OpenAsync("/me");
        await anna.SendAsync("#logout-everywhere");

        await phone.OpenAsync("/me");
        Assert.StartsWith("/login", phone.Location, StringComparison.Ordinal);
        await anna.OpenAsync("/me");
        Assert.StartsWith("/login", anna.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_codes_nor_addresses_are_stored_where_codes_are_checked()
    {
        await using var server = await RunningServer.StartAsync();
        using var asked = await AskedAsync(server, "arno@example.org");

        var rows = server.Get<ShopDatabase>().Read(reader => reader.All(
            $"SELECT * FROM login_codes",
            row => string.Concat(Enumerable.Range(0, row.Columns).Select(column =>
                row.Stored(column) is byte[] bytes ? Convert.ToHexString(bytes) : $"{row.Stored(column)}"))));

        Assert.Single(rows);
        Assert.DoesNotContain("arno", rows[0], StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Walker> JoinedAsync(RunningServer server)
    {
        var walker = server.Visit();
        await server.JoinAsync(walker, Anna);
        return walker;
    }

    private static async Task<Walker> AskedAsync(RunningServer server, string address)
    {
        var walker = server.Visit();
        await walker.OpenAsync("/login");
        await walker.SendAsync(null, ("address", address));
        Assert.StartsWith("/login/code", walker.Location, StringComparison.Ordinal);
        return walker;
    }
}
