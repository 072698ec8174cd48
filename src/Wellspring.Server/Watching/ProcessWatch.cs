using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Wellspring.Core;
using Wellspring.Engine.Watching;

namespace Wellspring.Server.Watching;

/// <summary>
/// What a process tells whoever watches over it 监控: metrics to be read at an address of their own, and metrics and
/// traces sent to a collector where the standard environment variables name one.
/// </summary>
/// <remarks>One a process, however many pools and platforms run in it.</remarks>
public sealed class ProcessWatch : IAsyncDisposable
{
    private const string Path = "/metrics";

    private static readonly string[] Collectors =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    ];

    private readonly List<IDisposable> _providers = [];
    private WebApplication? _door;

    private ProcessWatch()
    {
    }

    /// <summary>Where metrics are read; null where no address was asked for.</summary>
    public Uri? MetricsAddress => _door is null ? null : new(new Uri(_door.Urls.First()), Path);

    /// <summary>Begins to watch; what was recorded before is not lost, for counters count from the start.</summary>
    /// <exception cref="WatchSettingsException">The settings would show metrics to strangers.</exception>
    public static async Task<ProcessWatch> StartAsync(WatchOptions options, CancellationToken cancellation)
    {
        if (options.Mistake() is { } mistake)
        {
            throw new WatchSettingsException(mistake);
        }

        var watch = new ProcessWatch();
        if (Collectors.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }))
        {
            watch._providers.Add(Metrics().AddOtlpExporter().Build());
            watch._providers.Add(Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(Describe)
                .AddSource(Watched.Name, SpanShield.RequestSource)
                .AddProcessor(new SpanShield())
                .AddOtlpExporter()
                .Build());
        }

        if (options.MetricsUrl is { } url)
        {
            await watch.OpenAsync(url, options.MetricsKey, cancellation);
        }

        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        if (_door is not null)
        {
            await _door.DisposeAsync();
        }

        foreach (var provider in _providers)
        {
            provider.Dispose();
        }
    }

    private static MeterProviderBuilder Metrics() => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(Describe)
        .AddMeter(Watched.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting");

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, which the builder reads itself, go before ours.
    private static void Describe(ResourceBuilder resource) => resource.Clear().AddService("wellspring", null,
        typeof(ProcessWatch).Assembly.GetName().Version?.ToString()).AddEnvironmentVariableDetector();

    private async Task OpenAsync(string url, string? key, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var provider = Metrics().AddPrometheusExporter().Build();
        _providers.Add(provider);
        _door = builder.Build();
        if (key is not null)
        {
            var expected = Hash($"Bearer {key}");
            _door.Use((http, next) =>
            {
                var sent = Hash(http.Request.Headers.Authorization.ToString());
                if (CryptographicOperations.FixedTimeEquals(sent, expected))
                {
                    return next(http);
                }

                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return Task.CompletedTask;
            });
        }

        _door.UseOpenTelemetryPrometheusScrapingEndpoint(
            provider, predicate: null, Path, configureBranchedPipeline: null, optionsName: null);
        await _door.StartAsync(cancellation);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Metrics would be shown where they must not be; the sentence says how to mend it.</summary>
public sealed class WatchSettingsException(Bilingual sentence) : Exception(sentence.ToString())
{
    public Bilingual Sentence { get; } = sentence;
}
