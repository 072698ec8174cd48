using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Server.Platforms;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Merchants;
using Wellspring.Shop.Access;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Platforms;

/// <summary>A whole platform behind the doors of two nodes: whichever runs it, and whichever is asked.</summary>
public sealed class PlatformTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_joined_through_one_node_is_logged_in_when_the_other_runs_the_platform()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.OpenOnAsync(nodes.A);
        using var anna = nodes.B.Visit();
        await JoinAsync(anna);
        await anna.OpenAsync("/me");
        Assert.Contains("anna@example.org", anna.Text, StringComparison.Ordinal);
        await anna.OpenAsync("/me/tickets/new");
        var (page, place) = (anna.Document, anna.Location);

        await nodes.A.Platform!.DisposeAsync();
        await nodes.OpenOnAsync(nodes.B);

        // A form that came from the first node, sent to the second: cookies, form keys and records are the same.
        anna.Back(page, place);
        await anna.SendAsync(
            "form[action='/me/tickets']", ("kind", "question"), ("subject", "SF100"), ("text", "2026-11"));
        Assert.Equal(HttpStatusCode.OK, anna.Status);
        Assert.StartsWith("/me/tickets/", anna.Location, StringComparison.Ordinal);
        using var again = nodes.A.Visit(anna.Cookies);
        await again.OpenAsync("/me");
        Assert.Contains("anna@example.org", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_settings_and_papers_are_the_same_on_every_node_and_only_there()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var entry = nodes.Book.Find(TwoNodes.Key)!;
        var home = nodes.A.App.Services.GetRequiredService<PlatformHome>();
        home.Reach(entry).Shelf.Keep("server.json", """{ "tickets": { "complaintDays": 7 } }"""u8.ToArray());
        await nodes.OpenOnAsync(nodes.A);
        using var anna = nodes.A.Visit();
        await JoinAsync(anna);
        var files = nodes.A.Platform!.Get<LicenceFiles>();
        var (hash, _) = await files.KeepAsync(new MemoryStream(Shopkeeper.Photo), CancellationToken.None);

        await nodes.A.Platform.DisposeAsync();
        await nodes.OpenOnAsync(nodes.B);

        Assert.Equal(KeysOf(nodes.A), KeysOf(nodes.B));
        Assert.Contains(KeysOf(nodes.B), key => key.StartsWith("key-", StringComparison.Ordinal));
        Assert.Contains(KeysOf(nodes.B), key => key.StartsWith("personal.key", StringComparison.Ordinal));
        Assert.Equal("7", nodes.B.Platform!.Site.Settings.Find("tickets:complaintDays"));
        using var brought = nodes.B.Platform.Get<LicenceFiles>().Open(hash!)!.Value.Content;
        Assert.Equal(Convert.ToHexStringLower(await SHA256.HashDataAsync(brought)), hash);
    }

    [Fact]
    public async Task Keys_are_kept_while_the_log_writes_beside_them()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var entry = nodes.Book.Find(TwoNodes.Key)!;
        var home = nodes.A.App.Services.GetRequiredService<PlatformHome>();
        var keys = Directory.CreateDirectory(Path.Combine(home.FolderOf(entry), "keys")).FullName;
        await File.WriteAllTextAsync(Path.Combine(keys, "one.key"), "one", CancellationToken.None);
        await using var writing = new FileStream(
            Path.Combine(keys, "log.checkpoint.new"), FileMode.Create, FileAccess.Write, FileShare.None);

        PlatformHome.KeepKeys(home.FolderOf(entry), home.Reach(entry).Shelf);

        Assert.NotNull(home.Reach(entry).Shelf.Find("keys/one.key"));
    }

    [Fact]
    public async Task Another_cluster_secret_opens_no_platform()
    {
        await using var nodes = await TwoNodes.StartAsync(secretOfB: new('x', 40));
        await nodes.OpenOnAsync(nodes.A);

        await Assert.ThrowsAnyAsync<CryptographicException>(() => nodes.OpenOnAsync(nodes.B));
    }

    [Fact]
    public async Task An_owner_that_was_replaced_stops_by_itself_and_its_visitors_go_on()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.OpenOnAsync(nodes.A);
        using var anna = nodes.A.Visit();
        await JoinAsync(anna);

        await nodes.OpenOnAsync(nodes.B);
        await nodes.A.Platform!.Stopped.WaitAsync(Long);

        Assert.Empty(nodes.A.App.Services.GetRequiredService<OpenPlatforms>().Keys);
        await anna.OpenAsync("/me");
        Assert.Contains("anna@example.org", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_whose_settings_changed_is_opened_anew()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.OpenOnAsync(nodes.A);

        Assert.True(nodes.Book.Restart(TwoNodes.Key));

        await nodes.A.Platform!.Stopped.WaitAsync(Long);
        await nodes.OpenOnAsync(nodes.A);
        using var anna = nodes.A.Visit();
        await anna.OpenAsync("/");
        Assert.Equal(HttpStatusCode.OK, anna.Status);
    }

    [Fact]
    public async Task While_nobody_runs_it_visitors_are_told_to_come_back_in_both_languages()
    {
        await using var nodes = await TwoNodes.StartAsync();
        using var client = nodes.A.Visit().Client;

        using var page = await client.SendAsync(Get("/", "text/html"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), page.Headers.RetryAfter!.Delta);
        var text = await page.Content.ReadAsStringAsync();
        Assert.Contains("平台正在换到另一台机器", text, StringComparison.Ordinal);
        Assert.Contains("please try again", text, StringComparison.Ordinal);

        using var answer = await client.SendAsync(Get("/v1/pool", "application/json"));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("2", answer.Headers.GetValues("Retry-After").Single());

        // A directory that is wrong: the node that is named has no such platform, says so, and asks nobody else.
        nodes.Name(nodes.B);
        using var wrong = await client.SendAsync(Get("/", "text/html"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Wellspring-Moved"));
    }

    [Fact]
    public async Task A_form_that_was_sent_while_the_platform_moved_is_done_once_it_arrived()
    {
        await using var nodes = await TwoNodes.StartAsync(patience: Long);
        await nodes.OpenOnAsync(nodes.A);
        using var anna = nodes.B.Visit();
        await anna.OpenAsync("/join");
        await nodes.A.Platform!.DisposeAsync();

        var sending = anna.AgreeAsync("anna@example.org", "Anna");
        await nodes.OpenOnAsync(nodes.B);
        await sending;

        Assert.StartsWith("/join/code/", anna.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_node_is_believed_about_a_visitor_and_only_the_node_gets_in()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.OpenOnAsync(nodes.A);
        using var client = nodes.B.Visit().Client;

        using var forged = Get("/", "text/html");
        forged.Headers.Add("Wellspring-Hop", "1795417200 203.0.113.7 https " + new string('a', 64));
        using var refused = await client.SendAsync(forged);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        // A cookie for https only would follow from a scheme that was believed.
        using var lying = Get("/join", "text/html");
        foreach (var (name, value) in new[]
        {
            ("Wellspring-Client", "203.0.113.7"), ("Wellspring-Scheme", "https"), ("X-Forwarded-Proto", "https"),
            ("Wellspring-Door", "guess"),
        })
        {
            lying.Headers.Add(name, value);
        }

        using var answer = await client.SendAsync(lying);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(
            Cookies(answer), cookie => Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase));

        using var around = new HttpClient();
        using var shut = await around.GetAsync(nodes.A.Platform!.Door);
        Assert.Equal(HttpStatusCode.NotFound, shut.StatusCode);
    }

    [Fact]
    public async Task A_host_of_no_platform_is_the_nodes_own()
    {
        await using var nodes = await TwoNodes.StartAsync();
        using var client = new HttpClient();

        Assert.Equal("node a", await client.GetStringAsync(nodes.A.Own));
    }

    [Fact]
    public async Task The_consoles_web_socket_goes_through_the_other_node()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.OpenOnAsync(nodes.A);
        var staff = $"ws-staff={StaffSession(nodes.A.Platform!)}";
        using var client = nodes.B.Visit().Client;
        client.DefaultRequestHeaders.Add("Cookie", staff);
        using var agreed = await client.PostAsync(
            new Uri("/_blazor/negotiate?negotiateVersion=1", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, agreed.StatusCode);
        using var said = JsonDocument.Parse(await agreed.Content.ReadAsStringAsync());
        var token = said.RootElement.GetProperty("connectionToken").GetString();

        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", TwoNodes.Host);
        socket.Options.SetRequestHeader("Cookie", staff);
        using var limit = new CancellationTokenSource(Long);
        await socket.ConnectAsync(
            new($"ws://{nodes.B.Own.Authority}/_blazor?id={token}"), limit.Token);
        var hello = Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e");
        await socket.SendAsync(hello, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var buffer = new byte[64];
        var heard = await socket.ReceiveAsync(buffer, limit.Token);

        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(buffer, 0, heard.Count));
    }

    [Fact]
    public void Names_and_hosts_that_could_not_be_told_apart_are_not_taken()
    {
        Assert.All(["shop", "a1", "tea-house"], name => Assert.True(PlatformBook.IsName(name)));
        Assert.All(["", "a", "-a", "a-", "a--b", "a_b", "Shop", "1a", "a/b", new('a', 25)],
            name => Assert.False(PlatformBook.IsName(name)));
        Assert.All(["shop.example", "localhost", "a-b.c"], host => Assert.True(PlatformBook.IsHost(host)));
        Assert.All(["", "shop.example:80", "Shop.example", "a..b", "-a", "a b"],
            host => Assert.False(PlatformBook.IsHost(host)));
    }

    private static string StaffSession(OpenPlatform platform)
    {
        var staff = platform.Get<StaffBook>();
        var invited = staff.Invite("setup", "admin", "admin@example.test", [Roles.Admin]);
        Assert.True(staff.Accept(invited.Token!, "correct horse battery", "E10000001").IsDone);
        var secret = staff.PendingSecret(Links.Invite, invited.Token!)!;
        var code = Totp.CodeAt(secret, Totp.StepAt(TimeProvider.System.GetUtcNow()));
        Assert.True(staff.Confirm(Links.Invite, invited.Token!, code).IsDone);
        return platform.Get<Sessions>().Open(Sessions.Staff, staff.All().Single().Id, secondFactor: true).Token;
    }

    private static async Task JoinAsync(Walker walker)
    {
        await walker.OpenAsync("/join");
        await walker.AgreeAsync("anna@example.org", "Anna");
        var (page, place) = (walker.Document, walker.Location);
        await walker.OpenAsync("/outbox");
        var code = Joining.CodeIn(walker.Document.QuerySelector("li.message")!.TextContent);
        walker.Back(page, place);
        await walker.SendAsync("#code-form", ("code", code));
        Assert.StartsWith("/me/consents/", walker.Location, StringComparison.Ordinal);
    }

    private static string[] KeysOf(TwoNodes.Node node) =>
        [.. Directory.GetFiles(Path.Combine(node.Folder, "platforms", "acme", "shop", "keys"))
            .Where(path => !path.EndsWith(".checkpoint", StringComparison.Ordinal)).Order().Select(path =>
            Path.GetFileName(path) + " " + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))];

    private static HttpRequestMessage Get(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.ParseAdd(accept);
        return request;
    }

    private static string[] Cookies(HttpResponseMessage answer)
    {
        Assert.True(answer.Headers.TryGetValues("Set-Cookie", out var cookies));
        return [.. cookies];
    }
}
