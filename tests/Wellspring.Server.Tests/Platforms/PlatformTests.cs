using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Server.Nodes;
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
    public async Task A_platform_whose_database_lost_what_was_acknowledged_is_not_opened_by_whoever_acknowledged_it()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.OpenOnAsync(nodes.A);
        var pool = nodes.A.Platform!.Site.Pool;
        for (var number = 0; number < 2; number++)
        {
            // Settled or refused by the plan: either is acknowledged, and stands in the journal.
            var before = pool.Acknowledged.Position;
            await pool.SubmitAsync(
                new PoolCommand.SettleOrder(
                    $"c-{number}", Instant.From(TimeProvider.System.GetUtcNow()), $"o-{number}", "m-1", "s1",
                    Money.FromUnits(100 * Money.UnitsPerFen), null, []), CancellationToken.None);
            Assert.True(pool.Acknowledged.Position > before);
        }

        await nodes.A.Platform.DisposeAsync();
        await LoseLastBatchAsync(nodes.A);

        var refused = await Assert.ThrowsAsync<JournalDamagedException>(() => nodes.OpenOnAsync(nodes.A));
        Assert.Equal("lost-end", refused.Reason);

        // Who never had it cannot know.
        await nodes.OpenOnAsync(nodes.B);
        Assert.True(nodes.B.Platform!.Site.IsOpen);
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
        var sentences = SentencesOf(await answer.Content.ReadAsStringAsync());
        Assert.Contains("这次请求没有办理", sentences, StringComparison.Ordinal);
        Assert.Contains("nothing was done", sentences, StringComparison.Ordinal);

        // A directory that is wrong: the node that is named has no such platform, says so, and asks nobody else.
        nodes.Name(nodes.B);
        using var wrong = await client.SendAsync(Get("/", "text/html"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Wellspring-Moved"));
    }

    [Fact]
    public async Task A_platform_that_breaks_off_amid_a_request_is_excused_in_both_languages_by_the_other_node()
    {
        await using var nodes = await TwoNodes.StartAsync();
        using var broken = new TcpListener(IPAddress.Loopback, 0);
        broken.Start();
        var breaking = BreakAsync(broken);
        nodes.B.App.Services.GetRequiredService<OpenPlatforms>().Add(
            TwoNodes.Key, new(new($"http://{broken.LocalEndpoint}"), "key"));
        nodes.Name(nodes.B);
        using var client = nodes.A.Visit().Client;

        foreach (var (method, accept, said) in new[]
        {
            (HttpMethod.Post, "text/html", "刚才的请求是否已办成还不知道"), (HttpMethod.Post, "text/html", "is not known yet"),
            (HttpMethod.Post, "application/json", "这次请求是否已办理还不知道"),
            (HttpMethod.Post, "application/json", "whether this request was done is not known"),
            (HttpMethod.Get, "text/html", "刚才的请求没有办理"),
        })
        {
            using var request = Get("/login", accept);
            request.Method = method;
            request.Content = method == HttpMethod.Post ? new StringContent("address=anna") : null;
            using var answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("2", answer.Headers.GetValues("Retry-After").Single());
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Contains(
                said, accept == "application/json" ? SentencesOf(text) : text, StringComparison.Ordinal);
        }

        broken.Stop();
        await breaking;
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_refused_as_such_through_any_node()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await nodes.OpenOnAsync(nodes.A);
        foreach (var node in (TwoNodes.Node[])[nodes.A, nodes.B])
        {
            using var client = node.Visit().Client;
            using var request = Get("/v1/commands", "application/json");
            (request.Method, request.Headers.ExpectContinue) = (HttpMethod.Post, true);
            request.Content = new ByteArrayContent(new byte[NodeServing.BodyLimit + 1]);

            using var answer = await client.SendAsync(request);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
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

    private static string SentencesOf(string problem)
    {
        using var read = JsonDocument.Parse(problem);
        Assert.Equal("moving", read.RootElement.GetProperty("code").GetString());
        return $"{read.RootElement.GetProperty("zh")} {read.RootElement.GetProperty("en")}";
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

    // What a standby has that lagged and was promoted: all that was there, without the end.
    private static async Task LoseLastBatchAsync(TwoNodes.Node node)
    {
        var (database, _) = node.App.Services.GetRequiredService<PlatformHome>().Reach(
            node.App.Services.GetRequiredService<PlatformBook>().Find(TwoNodes.Key)!);
        await using var disposing = database;
        await using var lose = database.CreateCommand("""
            WITH lost AS (SELECT max(first) AS first FROM batches),
                gone AS (DELETE FROM batches USING lost WHERE batches.first = lost.first),
                kept AS (SELECT b.first + b.count AS position, b.hash FROM batches b, lost
                    WHERE b.first < lost.first ORDER BY b.first DESC LIMIT 1),
                followed AS (UPDATE follows SET position = least(follows.position, kept.position) FROM kept)
            UPDATE pools SET position = kept.position, hash = kept.hash FROM kept
            """);
        Assert.Equal(1, await lose.ExecuteNonQueryAsync());
    }

    // Takes a request and hangs up.
    private static async Task BreakAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var taken = await listener.AcceptTcpClientAsync();
                _ = await taken.GetStream().ReadAsync(new byte[64 * 1024]);
            }
        }
        catch (SocketException)
        {
            // It was stopped.
        }
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
