using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Shop.Webhooks;

namespace Wellspring.Operations.Tests.Keys;

/// <summary>Takes webhooks and remembers the headers of the last.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Body = "{}";

    private readonly WebApplication _app;
    private (string Id, string Time, string Signature) _last;

    private Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(http =>
        {
            var headers = http.Request.Headers;
            _last = (headers[WebhookSignature.IdHeader].ToString(), headers[WebhookSignature.TimeHeader].ToString(),
                headers[WebhookSignature.SignatureHeader].ToString());
            return Task.CompletedTask;
        });
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>The signatures that the last message carried.</summary>
    public string[] Signatures => _last.Signature.Split(' ');

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>What the last message would be signed with under a secret.</summary>
    public string Expect(string secret) => WebhookSignature.Sign(secret, _last.Id, _last.Time, Body);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
