using System.Net;
using Microsoft.AspNetCore.Http;
using Wellspring.Server.Platforms;
using Yarp.ReverseProxy.Forwarder;

namespace Wellspring.Operations.Tests.Keys;

/// <summary>What one node says to another about a visitor is good for that one request and no other.</summary>
public sealed class HopTests
{
    private static readonly byte[] Key = new byte[32];
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly Hop Said = new(IPAddress.Parse("192.0.2.7"), "https");

    [Theory]
    [InlineData("GET", "shop.example", "/orders/7", "?page=2")]
    [InlineData("POST", "shop.example", "/orders", "")]
    [InlineData("OPTIONS", "shop.example", "", "")]
    [InlineData("GET", "shop.example:8080", "/商品/a b%2Fc", "?名=值&%41=%zz")]
    public void The_next_node_believes_what_was_signed_for_the_request_as_it_is_passed_on(
        string method, string host, string path, string query)
    {
        var first = Request(method, host, path, query);
        var header = Said.Sign(first, Key, Now);

        // As the forwarder writes it, and as the next server reads that.
        var passed = RequestUtilities.MakeDestinationAddress(
            "http://10.0.0.2:8080", first.Request.Path, first.Request.QueryString);
        var read = PathString.FromUriComponent(passed.AbsolutePath.Replace("%2F", "%252F", StringComparison.Ordinal));
        var next = Request(method, host, read.Value!, passed.Query);
        next.Request.Headers[Hop.Header] = header;

        Assert.Equal(Said, Hop.Read(next, Key, Now.AddSeconds(80)));
        Assert.Null(Hop.Read(next, Key, Now.AddSeconds(100)));
    }

    [Theory]
    [InlineData("POST", "shop.example", "/orders/7", "?page=2")]
    [InlineData("GET", "other.example", "/orders/7", "?page=2")]
    [InlineData("GET", "shop.example", "/orders/8", "?page=2")]
    [InlineData("GET", "shop.example", "/orders/7", "?page=3")]
    [InlineData("GET", "shop.example", "/orders/7", "")]
    public void A_header_that_was_captured_opens_nothing_else(string method, string host, string path, string query)
    {
        var other = Request(method, host, path, query);
        other.Request.Headers[Hop.Header] = Said.Sign(
            Request("GET", "shop.example", "/orders/7", "?page=2"), Key, Now);

        Assert.Null(Hop.Read(other, Key, Now));
    }

    private static DefaultHttpContext Request(string method, string host, string path, string query)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Host = new(host);
        http.Request.Path = new(path);
        http.Request.QueryString = new(query);
        return http;
    }
}
