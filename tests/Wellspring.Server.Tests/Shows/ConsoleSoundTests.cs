using Microsoft.AspNetCore.Components.Endpoints;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Console;

namespace Wellspring.Server.Tests.Shows;

/// <summary>Every page of the console at a desk: no barrier, no request elsewhere, no complaint.</summary>
[Collection(BrowserTests.Name)]
public sealed class ConsoleSoundTests(Chromium chromium, SeededPlatform platform) : IClassFixture<SeededPlatform>
{
    // The stamp is Chinese in every language; codes, and cells with what people and tables say, are no text of ours.
    private const string Data = ".c-demo, .c-code, td";

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Every_page_of_the_console_is_sound_at_a_desk(string language)
    {
        await using var staff = new ConsoleHands(
            await chromium.VisitAsync(platform.Server.Address, Screen.Desk, language));
        await staff.LogInAsync(Crew.Join(
            platform.Server, $"{language[..2]}@example.test", language == "en" ? "E10000003" : "E10000002",
            "admin", "operator", "finance", "risk"));
        var faults = new List<string>();
        foreach (var address in Pages())
        {
            staff.Page.Forget();
            await staff.OpenAsync(address);
            var name = new string([.. address.Trim('/').Select(one => char.IsAsciiLetterOrDigit(one) ? one : '-')]);
            faults.AddRange((await staff.Page.FindFaultsAsync($"pages/{name}-{language[..2]}"))
                .Concat((await staff.Page.FindLeftoversAsync(language, Data))
                    .Select(text => $"in the other language: {text}"))
                .Select(fault => $"{address}: {fault}"));
        }

        Assert.True(faults.Count == 0, "\n" + string.Join('\n', faults));
    }

    // As the server has them: a new page is looked at without anybody remembering to.
    private List<string> Pages()
    {
        var pages = platform.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(path => path.StartsWith("/console", StringComparison.Ordinal)).Distinct().Order()
            .Select(path => path switch
            {
                "/console/members/{Id}" => $"/console/members/{platform.Member}",
                "/console/merchants/{Id}" => platform.Fill("/console/merchants/{merchant}"),
                "/console/orders/{Id}" => platform.Fill("/console/orders/{final}"),
                "/console/agents/{Id}" => platform.Fill("/console/agents/{agency}"),
                "/console/legacy/creditors/{Id}" => $"/console/legacy/creditors/{platform.Member}",
                "/console/tickets/{Id}" => platform.Fill("/console/tickets/{ticket}"),
                _ => path,
            }).ToList();
        Assert.DoesNotContain(pages, path => path.Contains('{', StringComparison.Ordinal));
        Assert.NotEmpty(pages);
        return pages;
    }
}
