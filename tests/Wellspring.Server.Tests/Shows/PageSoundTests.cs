using Wellspring.Server.Tests.Browser;

namespace Wellspring.Server.Tests.Shows;

/// <summary>Every page of members and merchants on a phone and at a desk, in Chinese and in English.</summary>
[Collection(BrowserTests.Name)]
public sealed class PageSoundTests(Chromium chromium, SeededPlatform platform) : IClassFixture<SeededPlatform>
{
    private static readonly (Screen Screen, string Language)[] Windows =
        [(Screen.Phone, "zh-CN"), (Screen.Phone, "en"), (Screen.Desk, "zh-CN"), (Screen.Desk, "en")];

    public static TheoryData<string> Pages => [.. PageList.Pages.Keys];

    [Fact]
    public void No_page_is_left_out()
    {
        var known = PageList.Pages.Keys.Concat(PageList.Others.Keys).ToHashSet(StringComparer.Ordinal);
        var served = platform.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(path => !PageList.OtherRoots.Any(root => path.StartsWith(root, StringComparison.Ordinal)))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(served.Except(known).Order());
        Assert.Empty(known.Except(served).Order());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_sound_in_each_window_and_language(string pattern)
    {
        var faults = await Task.WhenAll(Windows.Select(async window =>
        {
            var page = await platform.WindowAsync(chromium, window.Screen, window.Language);
            var found = new List<string>();
            foreach (var address in PageList.Pages[pattern])
            {
                found.AddRange(await FaultsOfAsync(page, address, window.Screen, window.Language));
            }

            return found;
        }));

        Assert.True(faults.All(list => list.Count == 0), "\n" + string.Join('\n', faults.SelectMany(list => list)));
    }

    private async Task<IEnumerable<string>> FaultsOfAsync(
        BrowserPage page, string pattern, Screen screen, string language)
    {
        var address = platform.Fill(pattern);
        page.Forget();
        await page.GoAsync(address);
        if (page.Location != address)
        {
            return [$"{address} led to {page.Location}"];
        }

        var name = pattern == "/" ? "front" : new string(
            [.. pattern.Trim('/').Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);
        var faults = await page.FindFaultsAsync($"pages/{name}-{screen.Name}-{language[..2]}");
        var leftovers = await page.FindLeftoversAsync(language, ".demo");
        return faults.Concat(leftovers.Select(text => $"in the other language: {text}"))
            .Select(fault => $"{address} {screen.Name} {language}: {fault}");
    }
}
