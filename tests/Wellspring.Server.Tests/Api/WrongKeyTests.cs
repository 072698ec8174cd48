using System.Net;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Api;

public sealed class WrongKeyTests
{
    [Fact]
    public async Task Whoever_tries_keys_is_told_to_wait()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "wsk-wrong");
        HttpStatusCode last = default;
        for (var attempt = 0; attempt <= 300; attempt++)
        {
            using var answer = await client.GetAsync(new Uri("/v1/pool", UriKind.Relative));
            Assert.Equal(
                attempt < 300 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, answer.StatusCode);
            last = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        server.Wall.Advance(TimeSpan.FromSeconds(61));
        using var later = await client.GetAsync(new Uri("/v1/pool", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }
}
