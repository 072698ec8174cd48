using System.CommandLine;
using Wellspring.Simulator;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>Which scenario, and what is asked differently from its file.</summary>
internal sealed class ScenarioOptions
{
    public Argument<string> File { get; } = new("scenario")
    {
        Description = "情景文件,或已有账本的目录 scenario file, or a data directory",
        HelpName = "FILE|DIR",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<long?> Orders { get; } = new("--orders") { Description = "订单数 orders", HelpName = "N" };

    public Option<ulong?> Seed { get; } = new("--seed") { Description = "种子 seed", HelpName = "N" };

    public Option<int?> Threads { get; } = new("--threads")
    {
        Description = "线程数,从不改变结果 threads; they never change a figure",
        HelpName = "N",
    };

    public Option<int?> Replications { get; } = new("--replications")
    {
        Description = "重复次数,每次另抽 runs with other draws",
        HelpName = "N",
    };

    public AskedScenario Of(ParseResult parsed) => new(
        parsed.GetValue(File), parsed.GetValue(Orders), parsed.GetValue(Seed), parsed.GetValue(Threads),
        parsed.GetValue(Replications));
}

/// <summary>A scenario as the command line asks for it, not yet read.</summary>
internal sealed class AskedScenario(string? path, long? orders, ulong? seed, int? threads, int? replications)
{
    private const long MostOrders = 1_000_000_000;
    private const int MostThreads = 64;
    private const int MostReplications = 10_000;

    public string Path => path
        ?? throw new BadInputException("请给出情景文件。", "Name a scenario file.");

    /// <summary>Whether a scenario was named at all; the laws can do without.</summary>
    public bool HasPath => path is not null;

    /// <summary>Null where the command line says none.</summary>
    public ulong? Seed => seed;

    /// <summary>Whether a data directory was named: what really happened is one more scenario.</summary>
    public bool IsJournal => Directory.Exists(path);

    public long? Orders => orders is null or (>= 1 and <= MostOrders)
        ? orders
        : throw new BadInputException(
            $"--orders 须在 1 与 {MostOrders} 之间。", $"--orders is between 1 and {MostOrders}.");

    public int Threads => threads is { } given
        ? given is >= 1 and <= MostThreads
            ? given
            : throw new BadInputException(
                $"--threads 须在 1 与 {MostThreads} 之间。", $"--threads is between 1 and {MostThreads}.")
        : Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>Runs with other draws; null where nothing is said of them.</summary>
    public int? Replications => replications is null or (>= 1 and <= MostReplications)
        ? replications
        : throw new BadInputException(
            $"--replications 须在 1 与 {MostReplications} 之间。", $"--replications is between 1 and {MostReplications}.");

    /// <summary>The file's scenario with the orders and the seed of the command line.</summary>
    public Scenario Read() => On(ReadFile());

    /// <summary>A scenario with the orders and the seed of the command line.</summary>
    public Scenario On(Scenario read) => read with { Orders = Orders ?? read.Orders, Seed = seed ?? read.Seed };

    private Scenario ReadFile()
    {
        if (IsJournal)
        {
            throw new BadInputException(
                $"{path} 是账本目录；这项研究需要情景文件。", $"{path} is a data directory; this study needs a scenario file.");
        }

        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        var (scenario, findings) = ScenarioFile.Read(Options.ReadText(Path), plan =>
            System.IO.Path.Combine(folder, plan) is var file && File.Exists(file) ? Options.ReadText(file) : null);
        return scenario ?? throw BadInputException.Of("情景", "Scenario", path, findings);
    }
}
