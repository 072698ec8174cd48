using System.Net;
using Wellspring.Core;

namespace Wellspring.Server.Watching;

/// <summary>Where metrics may be read; nowhere unless somebody says so.</summary>
public sealed record WatchOptions
{
    /// <summary>The address of <c>/metrics</c>, of its own; null opens none.</summary>
    public string? MetricsUrl { get; init; }

    /// <summary>The key that readers of metrics send; null only on loopback.</summary>
    public string? MetricsKey { get; init; }

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    public Bilingual? Mistake()
    {
        if (MetricsUrl is null)
        {
            return MetricsKey is null ? null : new(
                "写了 --metrics-key 却没有 --metrics；请补上地址，例如 http://127.0.0.1:9464。",
                "--metrics-key without --metrics: add an address, such as http://127.0.0.1:9464.");
        }

        if (!Uri.TryCreate(MetricsUrl, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
        {
            return new(
                $"--metrics 应为 http 地址，例如 http://127.0.0.1:9464，而不是“{MetricsUrl}”。",
                $"--metrics is an http address such as http://127.0.0.1:9464, not \"{MetricsUrl}\".");
        }

        // Turnover and price are the operator's business: from another machine only with a key.
        var isLocal = url.Host == "localhost" || (IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip));
        return isLocal || MetricsKey is { Length: >= LeastKey } ? null : new(
            $"--metrics 监听本机以外的地址，须用 --metrics-key 给出至少 {LeastKey} 个字符的密钥文件。",
            $"--metrics listens beyond this machine: name a file with a key of at least {LeastKey} characters by "
            + "--metrics-key.");
    }

    private const int LeastKey = 16;
}
