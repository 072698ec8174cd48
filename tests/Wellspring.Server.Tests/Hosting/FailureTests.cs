using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Wellspring.Server.Tests.Wallets;

namespace Wellspring.Server.Tests.Hosting;

public sealed class FailureTests
{
    [Theory]
    [InlineData("/no-such-page", HttpStatusCode.NotFound, "没有这个页面")]
    [InlineData("/sales/sale-unknown", HttpStatusCode.NotFound, "没有这个页面")]
    [InlineData("/statement?before=abc", HttpStatusCode.BadRequest, "没有执行")]
    public async Task A_failure_is_a_page_that_says_what_to_do(string address, HttpStatusCode status, string title)
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");

        await anna.OpenAsync(address);

        Assert.Equal(status, anna.Status);
        Assert.Contains(title, anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        using var caller = new TcpClient();
        await caller.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var line = caller.GetStream();
        using var answer = new StreamReader(line, Encoding.ASCII);

        // Only announced, never sent: a body on its way when the server hangs up would break the line under the answer.
        await line.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /sell HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Length: 5242880\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\n"
            + $"Cookie: {anna.Cookies.GetCookieHeader(server.Address)}\r\n\r\n"));

        Assert.Matches("^HTTP/1.1 (413|400) ", await answer.ReadLineAsync());
    }

    [Fact]
    public async Task Every_address_says_who_may_call_it()
    {
        await using var server = await RunningServer.StartAsync();

        var silent = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Count == 0)
            .Select(endpoint => endpoint.RoutePattern.RawText);

        // Blazor's own transport and its answer for missing files carry no policy; its pages do, each for itself.
        Assert.Empty(silent.Where(route => !route!.StartsWith("/_blazor", StringComparison.Ordinal)
            && route != "{**path:file}"
            && !route.StartsWith("/_framework", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pages_say_that_they_want_nothing_from_elsewhere()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        var answer = await client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Contains("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }
}
