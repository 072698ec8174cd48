using System.Net;
using Microsoft.AspNetCore.Authorization;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Server.Tests.Console;

public sealed class RoleTests
{
    /// <summary>What answers "no such asset" while the assets lie in the source tree.</summary>
    private const string NoSuchAsset = "{**path:file}";

    private static readonly string[] Trade = [Roles.Operator, Roles.Finance, Roles.Risk, Roles.Auditor];

    /// <summary>Every page of the console and the roles that may open it; null: all of them.</summary>
    private static readonly Dictionary<string, string[]?> Pages = new()
    {
        ["/console"] = null,
        ["/console/decisions"] = null,
        ["/console/members"] = Trade,
        ["/console/members/{Id}"] = Trade,
        ["/console/merchants"] = Trade,
        ["/console/merchants/{Id}"] = Trade,
        ["/console/merchants/money"] = Trade,
        ["/console/orders"] = Trade,
        ["/console/orders/{Id}"] = Trade,
        ["/console/withdrawals"] = Trade,
        ["/console/payments"] = Trade,
        ["/console/bills"] = [Roles.Finance, Roles.Auditor],
        ["/console/agents"] = Trade,
        ["/console/agents/{Id}"] = Trade,
        ["/console/rewards"] = Trade,
        ["/console/tickets"] = [Roles.Operator, Roles.Risk, Roles.Auditor],
        ["/console/tickets/{Id}"] = [Roles.Operator, Roles.Risk],
        ["/console/webhooks"] = [Roles.Admin, Roles.Auditor],
        ["/console/keys"] = [Roles.Admin, Roles.Auditor],
        ["/console/pool"] = null,
        ["/console/plan"] = null,
        ["/console/plan/edit"] = null,
        ["/console/simulator"] = null,
        ["/console/legacy"] = Trade,
        ["/console/legacy/claims"] = Trade,
        ["/console/legacy/creditors/{Id}"] = Trade,
        ["/console/legacy/fund"] = Trade,
        ["/console/legacy/import"] = Trade,
        ["/console/legacy/releases"] = Trade,
        ["/console/legacy/report"] = Trade,
        ["/console/journal"] = Trade,
        ["/console/exports"] = Trade,
        ["/console/texts"] = Trade,
        ["/console/referrals"] = Trade,
        ["/console/attestations"] = Trade,
        ["/console/identities"] = [Roles.Risk, Roles.Auditor],
        ["/console/monitor"] = [Roles.Admin, Roles.Risk, Roles.Auditor],
        ["/console/privacy"] = [Roles.Operator, Roles.Risk, Roles.Auditor],
        ["/console/reports"] = [Roles.Finance, Roles.Admin, Roles.Auditor],
        ["/console/taxes"] = [Roles.Finance, Roles.Auditor],
        ["/console/people"] = [Roles.Admin, Roles.Auditor],
        ["/console/audit"] = [Roles.Admin, Roles.Risk, Roles.Auditor],
        ["/console/golive"] = null,
        ["/console/health"] = null,
    };

    [Fact]
    public async Task Every_address_of_the_server_names_who_may_call_it()
    {
        await using var server = await RunningServer.StartAsync();

        var open = Endpoints(server).Where(endpoint =>
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is not { Count: > 0 }
            && endpoint.RoutePattern.RawText != NoSuchAsset);

        Assert.Empty(open.Select(endpoint => endpoint.RoutePattern.RawText));
    }

    [Fact]
    public async Task Every_page_of_the_console_is_in_the_matrix()
    {
        await using var server = await RunningServer.StartAsync();

        var pages = Endpoints(server)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                && endpoint.Metadata.Any(one => one.GetType().Name == "ComponentTypeMetadata")
                && endpoint.RoutePattern.RawText!.StartsWith("/console", StringComparison.Ordinal))
            .Select(endpoint => endpoint.RoutePattern.RawText!).Distinct();

        Assert.Equal(Pages.Keys.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Finance)]
    [InlineData(Roles.Risk)]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Admin)]
    public async Task A_role_opens_its_pages_and_no_other(string role)
    {
        await using var server = await RunningServer.StartAsync();
        using var walker = await Crew.Join(server, $"{role}@example.test", "E11111111", role).LogInAsync();

        foreach (var (page, roles) in Pages)
        {
            await walker.OpenAsync(page.Replace("{Id}", "nothing", StringComparison.Ordinal));
            Assert.True(
                (roles is null || roles.Contains(role) ? HttpStatusCode.OK : HttpStatusCode.Forbidden) == walker.Status,
                $"{role} {page}: {walker.Status}");
        }
    }

    [Fact]
    public async Task A_member_and_a_stranger_open_no_page_of_the_console()
    {
        await using var server = await RunningServer.StartAsync();
        var member = server.Get<Sessions>().Open(Sessions.Member, "m-somebody", secondFactor: false).Token;
        using var stranger = server.Visit();
        using var somebody = server.Visit();
        somebody.Cookies.Add(server.Address, new Cookie("ws-staff", member));

        foreach (var page in Pages.Keys)
        {
            foreach (var walker in new[] { stranger, somebody })
            {
                await walker.OpenAsync(page.Replace("{Id}", "nothing", StringComparison.Ordinal));
                Assert.StartsWith("/console/login", walker.Location, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_password_without_the_second_factor_is_no_login_even_as_a_session()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        using var walker = server.Visit();
        walker.Cookies.Add(server.Address, new Cookie(
            "ws-staff", server.Get<Sessions>().Open(Sessions.Staff, admin.Id, secondFactor: false).Token));

        await walker.OpenAsync("/console");

        Assert.NotEqual(HttpStatusCode.OK, walker.Status);
    }

    [Fact]
    public async Task An_auditor_reads_members_masked_and_an_operator_in_clear()
    {
        await using var server = await RunningServer.StartAsync();
        server.Get<ShopDatabase>().Write(transaction => transaction.Execute($"""
            INSERT INTO members (id, state, nickname, mail, phone, language, referral_code, origin, joined_at)
            VALUES ('m-0000000000000001', 'active', '张小花', 'zhang.hua@example.test', '13812345678', 'zh', 'code1',
                'self', 1)
            """));
        using var auditor = await Crew.Join(server, "aud@example.test", "E22222222", Roles.Auditor).LogInAsync();
        using var seller = await Crew.Join(server, "op@example.test", "E33333333", Roles.Operator).LogInAsync();

        foreach (var page in new[] { "/console/members", "/console/members/m-0000000000000001" })
        {
            await auditor.OpenAsync(page);
            Assert.Contains("m-0000000000000001", auditor.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("张小花", auditor.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("zhang.hua", auditor.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("13812345678", auditor.Text, StringComparison.Ordinal);
            Assert.Contains("z***@example.test", auditor.Text, StringComparison.Ordinal);
            await seller.OpenAsync(page);
            Assert.Contains("张小花", seller.Text, StringComparison.Ordinal);
        }

        await auditor.OpenAsync("/console/members?q=zhang");
        Assert.DoesNotContain("m-0000000000000001", auditor.Document.QuerySelector("main")!.TextContent,
            StringComparison.Ordinal);
        await seller.OpenAsync("/console/members?q=zhang");
        Assert.Contains("m-0000000000000001", seller.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rail_leads_only_to_pages_the_person_may_open_and_speaks_both_languages()
    {
        await using var server = await RunningServer.StartAsync();
        using var walker = await Crew.Join(server, "fin@example.test", "E44444444", Roles.Finance).LogInAsync();

        foreach (var language in new[] { "zh", "en" })
        {
            await walker.OpenAsync($"/language?to={language}&back=/console");
            Assert.Equal(language == "en" ? "en" : "zh-CN", walker.Document.DocumentElement.GetAttribute("lang"));
            Assert.Equal(language == "en" ? "Overview" : "总览", walker.Document.QuerySelector("h1")!.TextContent);
            var links = walker.Document.QuerySelectorAll(".c-rail a").Select(link =>
                link.GetAttribute("href")!).ToList();
            Assert.NotEmpty(links);
            foreach (var link in links)
            {
                await walker.OpenAsync(link);
                Assert.Equal(HttpStatusCode.OK, walker.Status);
            }
        }
    }

    private static IEnumerable<RouteEndpoint> Endpoints(RunningServer server) =>
        server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
