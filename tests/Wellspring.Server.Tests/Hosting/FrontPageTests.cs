using System.Net;

namespace Wellspring.Server.Tests.Hosting;

public sealed class FrontPageTests
{
    [Fact]
    public async Task The_front_page_speaks_the_language_that_was_chosen()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.Visit();

        await visitor.OpenAsync("/");
        Assert.Equal("zh-CN", visitor.Document.DocumentElement.GetAttribute("lang"));
        Assert.Contains("全体会员合计最多拿回消费的16%", visitor.Text, StringComparison.Ordinal);

        await visitor.OpenAsync("/language?to=en&back=/");
        Assert.Equal("en", visitor.Document.DocumentElement.GetAttribute("lang"));
        Assert.Contains("at most 16% of spend", visitor.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_sent_to_another_site_by_the_language_link()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.Visit();

        await visitor.OpenAsync("/language?to=en&back=//evil.example/");

        Assert.Equal("/", visitor.Location);
    }

    [Fact]
    public async Task The_console_asks_for_a_login()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        var answer = await client.GetAsync(new Uri(server.Address, "/console"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/console/login", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }
}
