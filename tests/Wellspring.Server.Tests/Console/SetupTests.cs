using System.Net;
using Wellspring.Server.Hosting;
using Wellspring.Server.Setup;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

public sealed class SetupTests
{
    [Fact]
    public async Task One_person_goes_from_the_link_to_a_running_pool()
    {
        await using var server = await RunningServer.StartAsync(plan: "");
        using var walker = server.Visit();

        await walker.OpenAsync("/");
        Assert.Equal("/setup", walker.Location);
        Assert.Equal(HttpStatusCode.Forbidden, walker.Status);
        await walker.OpenAsync(LinkOf(server));
        Assert.Equal("/setup/operator", walker.Location);
        await walker.SendAsync(null, ("operator", "街角运营有限公司"), ("brandZh", "街角生活"));
        Assert.Equal("/setup/plan", walker.Location);
        await walker.SendAsync(null, ("plan", "starter"));
        Assert.Equal("/setup/admin", walker.Location);
        await walker.SendAsync(null, ("name", "王一"), ("mail", "Wang@Example.Test"), ("password", Crew.Password),
            ("again", Crew.Password), ("document", "11010519491231002X"));
        Assert.Equal("/setup/code", walker.Location);
        Assert.False(server.Get<Site>().IsOpen);
        var secret = SecretOn(walker);
        await walker.SendAsync(null, ("code", Totp.CodeAt(secret, Totp.StepAt(server.Wall.GetUtcNow()))));
        Assert.Equal("/setup/start", walker.Location);
        await walker.SendAsync(null, ("data", "empty"));

        Assert.Equal("/console", walker.Location);
        Assert.Equal(HttpStatusCode.OK, walker.Status);
        var site = server.Get<Site>();
        Assert.True(site.IsOpen);
        Assert.Equal("街角生活", site.Pool.Plan.Settings.NameZh);
        Assert.Equal("街角运营有限公司", site.Pool.Plan.Settings.Operator);
        var first = Assert.Single(server.Get<StaffBook>().All());
        Assert.Equal(StaffBook.FirstRoles.Order(), first.Roles.Order());
        Assert.Equal("wang@example.test", first.Mail);
        Assert.NotNull(first.VerifiedIdentity);
        await walker.OpenAsync("/setup");
        Assert.Equal("/", walker.Location);
    }

    [Fact]
    public async Task The_link_works_once_for_thirty_minutes_and_a_new_one_ends_the_old()
    {
        await using var server = await RunningServer.StartAsync(plan: "");
        var first = LinkOf(server);
        var second = LinkOf(server);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(server, first));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(server, second));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(server, second));

        var late = LinkOf(server);
        server.Wall.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusOf(server, late));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("Host", "evil.example")]
    public async Task Through_a_proxy_or_under_another_name_the_link_is_refused_and_not_used_up(
        string header, string value)
    {
        await using var server = await RunningServer.StartAsync(plan: "");
        var link = LinkOf(server);
        using var walker = server.Visit();
        walker.Client.DefaultRequestHeaders.Add(header, value);

        await walker.OpenAsync(link);

        Assert.Equal(HttpStatusCode.Forbidden, walker.Status);
        Assert.Equal(HttpStatusCode.OK, await StatusOf(server, link));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.168.1.20", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void Only_this_machine_may_set_up(string remote, bool isNear)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        http.Request.Host = new("localhost", 8080);

        Assert.Equal(isNear, SetupLink.IsNear(http));
    }

    [Fact]
    public async Task A_plan_file_that_breaks_a_rule_is_refused_with_its_place_and_sentence()
    {
        await using var server = await RunningServer.StartAsync(plan: "");
        using var walker = server.Visit();
        await walker.OpenAsync(LinkOf(server));
        await walker.SendAsync(null, ("operator", "Test"));

        using var fields = new MultipartFormDataContent();
        foreach (var input in walker.Document.QuerySelectorAll("input[type=hidden]"))
        {
            fields.Add(new StringContent(input.GetAttribute("value")!), input.GetAttribute("name")!);
        }

        fields.Add(new StringContent("file"), "plan");
        fields.Add(new StringContent(RunningServer.SandboxPlan.Replace("\"70%\"", "\"100%\"",
            StringComparison.Ordinal)),
            "file", "plan.json");
        using var answer = await walker.Client.PostAsync(new Uri("/setup/plan", UriKind.Relative), fields);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("pool.mintRatio", text, StringComparison.Ordinal);
        Assert.False(server.Get<Site>().IsOpen);
    }

    [Fact]
    public async Task A_step_cannot_be_skipped_and_nothing_is_sent_without_the_link()
    {
        await using var server = await RunningServer.StartAsync(plan: "");
        using var stranger = server.Visit();
        await stranger.OpenAsync("/setup/start");
        Assert.Equal(HttpStatusCode.Forbidden, stranger.Status);

        using var walker = server.Visit();
        await walker.OpenAsync(LinkOf(server));
        await walker.OpenAsync("/setup/start");
        Assert.Equal("/setup/operator", walker.Location);
        Assert.Null(server.Get<ShopDatabase>().Read(reader => reader.Number($"SELECT 1 FROM staff")));
    }

    [Fact]
    public async Task A_pool_without_anybody_asks_for_its_first_admin_only()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.True(SetupLink.IsNeeded(server.Get<Site>()));
        using var walker = server.Visit();
        await walker.OpenAsync(LinkOf(server));
        await walker.SendAsync(null, ("operator", "Test"));

        Assert.Equal("/setup/admin", walker.Location);
    }

    [Fact]
    public async Task An_identity_number_is_never_stored()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Join(server, "id@example.test", "E98765432", Roles.Admin);
        var stored = server.Get<StaffBook>().Find(admin.Id)!.Identity!;

        Assert.DoesNotContain("98765432", stored, StringComparison.Ordinal);
        Assert.Equal(stored, server.Get<Identities>().HashOf("e 9876-5432"));
    }

    private static string LinkOf(RunningServer server) =>
        SetupLink.Create(server.Get<Site>(), server.Address.ToString()).PathAndQuery;

    private static async Task<HttpStatusCode> StatusOf(RunningServer server, string link)
    {
        using var walker = server.Visit();
        await walker.OpenAsync(link);
        return walker.Status;
    }

    // The secret as it stands below the QR code, for whoever cannot scan.
    private static byte[] SecretOn(Walker walker)
    {
        var spelled = walker.Document.QuerySelector("details .code")!.TextContent.Trim();
        var bits = string.Concat(spelled.Select(letter => Convert.ToString(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8),
            2))];
    }
}
