using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MimeKit;
using Wellspring.Server.Notifying;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;

namespace Wellspring.Server.Tests.Members;

/// <summary>Messages leave the outbox by mail or a signed call, are tried again, and keep nothing after.</summary>
public sealed class NotifyTests : IDisposable
{
    private const string Key = "a key that gateway and we share";

    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-notify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_code_arrives_by_mail_and_its_words_are_gone_from_the_outbox()
    {
        using var mail = new FakeMailServer();
        Write($$"""
            { "notify": { "mail": { "host": "127.0.0.1", "port": {{mail.Port}}, "security": "none",
              "from": "涌泉 <no-reply@wellspring.test>" } } }
            """);
        await using var server = await RunningServer.StartAsync(folder: _folder);
        using var anna = server.Visit();
        await anna.OpenAsync("/join");
        await anna.AgreeAsync("anna@example.org");

        var arrived = await ArrivedAsync(server, mail);

        Assert.Equal("anna@example.org", arrived.To.Mailboxes.Single().Address);
        Assert.Equal("验证码", arrived.Subject);
        var code = new string([.. arrived.TextBody!.SkipWhile(letter => !char.IsAsciiDigit(letter)).Take(6)]);
        await anna.SendAsync("#code-form", ("code", code));
        Assert.StartsWith("/me/consents/", anna.Location, StringComparison.Ordinal);
        Assert.Equal(
            "||smtp", server.Get<ShopDatabase>().Read(reader => reader.Text(
                $"SELECT text || '|' || address || '|' || sender FROM outbox_messages")));

        // What is really sent is not shown to everybody.
        await anna.OpenAsync("/outbox");
        Assert.DoesNotContain("anna@", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_mail_is_tried_again_with_growing_pauses_and_then_given_up()
    {
        using var mail = new FakeMailServer { Refuses = true };
        Write($$"""
            { "notify": { "mail": { "host": "127.0.0.1", "port": {{mail.Port}}, "security": "none",
              "from": "no-reply@wellspring.test" } } }
            """);
        await using var server = await RunningServer.StartAsync(folder: _folder);
        using var anna = server.Visit();
        await anna.OpenAsync("/join");
        await anna.AgreeAsync("anna@example.org");
        var sender = server.Get<OutboxSender>();

        await UntilAsync(server, sender, "SELECT 1 FROM outbox_messages WHERE attempts = 1");
        Assert.Equal(0, await sender.RunAsync(CancellationToken.None));
        server.Wall.Advance(TimeSpan.FromSeconds(6));
        await UntilAsync(server, sender, "SELECT 1 FROM outbox_messages WHERE attempts = 2");
        var failure = server.Get<ShopDatabase>().Read(reader => reader.Text($"SELECT failure FROM outbox_messages"));
        Assert.Equal("smtp answered 550", failure);

        mail.Refuses = false;
        server.Wall.Advance(TimeSpan.FromSeconds(11));
        await UntilAsync(server, sender, "SELECT 1 FROM outbox_messages WHERE sent_at IS NOT NULL");
        Assert.Single(mail.Mails);

        mail.Refuses = true;
        await anna.SendAsync("#again-form");
        for (var round = 0; round < 12; round++)
        {
            server.Wall.Advance(TimeSpan.FromMinutes(5));
            await sender.RunAsync(CancellationToken.None);
        }

        await UntilAsync(server, sender, "SELECT 1 FROM outbox_messages WHERE given_up_at IS NOT NULL AND text = ''");
    }

    [Fact]
    public async Task A_gateway_for_text_messages_can_check_that_it_is_us()
    {
        var taken = new List<string>();
        await using var gateway = await GatewayAsync(taken);
        File.WriteAllText(Path.Combine(_folder, "sms.key"), Key + "\n");
        Write($$"""
            { "notify": { "phone": { "url": "{{gateway.Urls.First()}}/send", "key": { "file": "sms.key" } } } }
            """);
        await using var server = await RunningServer.StartAsync(folder: _folder);
        using var anna = server.Visit();
        await anna.OpenAsync("/join");
        await anna.AgreeAsync("13800138000");

        await UntilAsync(
            server, server.Get<OutboxSender>(), "SELECT 1 FROM outbox_messages WHERE sender = 'signed-http'");

        var message = JsonDocument.Parse(Assert.Single(taken)).RootElement;
        Assert.Equal("+8613800138000", message.GetProperty("to").GetString());
        var code = new string([.. message.GetProperty("text").GetString()!
            .SkipWhile(letter => !char.IsAsciiDigit(letter)).Take(6)]);
        await anna.SendAsync("#code-form", ("code", code));
        Assert.StartsWith("/me/consents/", anna.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_says_no_is_asked_again()
    {
        var asked = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var gateway = builder.Build();
        gateway.MapPost("/send", () => ++asked == 1 ? Results.StatusCode(503) : Results.Ok());
        await gateway.StartAsync();
        File.WriteAllText(Path.Combine(_folder, "sms.key"), Key);
        Write($$"""
            { "notify": { "phone": { "url": "{{gateway.Urls.First()}}/send", "key": { "file": "sms.key" } } } }
            """);
        await using var server = await RunningServer.StartAsync(folder: _folder);
        using var anna = server.Visit();
        await anna.OpenAsync("/join");
        await anna.AgreeAsync("13800138000");
        var sender = server.Get<OutboxSender>();

        await UntilAsync(
            server, sender, "SELECT 1 FROM outbox_messages WHERE failure = 'the gateway answered 503'");
        server.Wall.Advance(TimeSpan.FromSeconds(6));
        await UntilAsync(server, sender, "SELECT 1 FROM outbox_messages WHERE sent_at IS NOT NULL");

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Without_a_notifier_nothing_counts_as_sent_in_real_trade()
    {
        await using var server = await RunningServer.StartAsync(CnPlan.Text, _folder);
        using var anna = server.Visit();
        await anna.OpenAsync("/join");
        await anna.AgreeAsync("anna@example.org");

        await UntilAsync(
            server, server.Get<OutboxSender>(),
            "SELECT 1 FROM outbox_messages WHERE failure = 'no notifier is set up for mail' AND sent_at IS NULL");
    }

    private static async Task<WebApplication> GatewayAsync(List<string> taken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/send", async (HttpContext http) =>
        {
            using var memory = new MemoryStream();
            await http.Request.Body.CopyToAsync(memory);
            var timestamp = http.Request.Headers["X-Wellspring-Timestamp"].ToString();

            // As docs/reference/server-json.md tells a gateway to check it.
            byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. memory.ToArray()];
            var expected = "sha256=" + Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), signed));
            if (http.Request.Headers["X-Wellspring-Signature"] != expected
                || long.Parse(timestamp, CultureInfo.InvariantCulture) == 0)
            {
                return Results.StatusCode((int)HttpStatusCode.Unauthorized);
            }

            taken.Add(Encoding.UTF8.GetString(memory.ToArray()));
            return Results.Ok();
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<MimeMessage> ArrivedAsync(RunningServer server, FakeMailServer mail)
    {
        await UntilAsync(
            server, server.Get<OutboxSender>(), "SELECT 1 FROM outbox_messages WHERE sent_at IS NOT NULL");
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(Assert.Single(mail.Mails)));
        return await MimeMessage.LoadAsync(stream);
    }

    // The server's own loop sends once a second too; whoever comes first, the state is reached.
    private static async Task UntilAsync(RunningServer server, OutboxSender sender, string sql)
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            if (server.Get<ShopDatabase>().Read(reader => reader.Number(Literal(sql))) is not null)
            {
                return;
            }

            await sender.RunAsync(CancellationToken.None);
            await Task.Delay(20);
        }

        Assert.Fail($"never true: {sql}");
    }

    private static Sql Literal(string sql)
    {
        var statement = new Sql(sql.Length, 0);
        statement.AppendLiteral(sql);
        return statement;
    }

    private void Write(string settings) => File.WriteAllText(Path.Combine(_folder, "server.json"), settings);
}
