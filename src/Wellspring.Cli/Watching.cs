using System.CommandLine;
using Wellspring.Server.Watching;

namespace Wellspring.Cli;

/// <summary>How a long-running command is watched over: options that they share, and what they lead to.</summary>
internal sealed class Watching
{
    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = "Prometheus 指标的监听地址 address of /metrics, such as http://127.0.0.1:9464; off when not given",
        HelpName = "URL",
    };

    private readonly Option<string?> _key = new("--metrics-key")
    {
        Description = "指标密钥文件，监听外部地址时必填 file with the key that readers of metrics send",
        HelpName = "FILE",
    };

    private readonly Option<string> _logs = new("--logs")
    {
        Description = "日志格式 form of log lines", DefaultValueFactory = _ => "text",
    };

    public Watching() => _logs.AcceptOnlyFromAmong("text", "json");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_metrics);
        command.Add(_key);
        command.Add(_logs);
    }

    /// <summary>Whether log lines are JSON; then nothing else goes to standard output.</summary>
    public bool JsonLogs(ParseResult parsed) => parsed.GetRequiredValue(_logs) == "json";

    /// <summary>Begins to watch as the command line says. Dispose it last.</summary>
    public async Task<ProcessWatch> StartAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var key = parsed.GetValue(_key);
        if (key is not null && !File.Exists(key))
        {
            throw new BadInputException($"--metrics-key：找不到文件 {key}。", $"--metrics-key: there is no file {key}.");
        }

        var options = new WatchOptions
        {
            MetricsUrl = parsed.GetValue(_metrics),
            MetricsKey = key is null ? null : (await File.ReadAllTextAsync(key, cancellation)).Trim(),
        };
        if (options.Mistake() is { } mistake)
        {
            throw new BadInputException(mistake.Zh, mistake.En);
        }

        return await ProcessWatch.StartAsync(options, cancellation);
    }
}
