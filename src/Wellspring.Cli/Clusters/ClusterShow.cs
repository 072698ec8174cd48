using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Wellspring.Cli.Commands;
using Wellspring.Cli.Orders;
using Wellspring.Cluster;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli.Clusters;

/// <summary>What a show of a cluster settles, and where.</summary>
/// <param name="Pool">One that the tools of a directory find, when the directory is bound to the operator's schema.
/// </param>
internal sealed record ClusterWish(
    string Connection, string PlanPath, string Orders, OrderMap Map, string Folder, string Operator,
    string Pool = "main");

/// <summary>
/// Two nodes settle one shop's orders, the owner is killed in the middle, and nothing is lost: told as it happens.
/// </summary>
internal sealed class ClusterShow(ClusterWish wish)
{
    private const int LinesAtOnce = 250;

    private readonly Dictionary<string, int> _answers = new(StringComparer.Ordinal);
    private TimeSpan _longestWait;
    private TimeSpan _waitAtKill;

    /// <summary>Runs the show; whether the cluster ended where one process alone ends.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var plan = Options.ReadPlan(wish.PlanPath);
        var commands = Translate(plan);
        Say("1", $"{commands.Count:N0} 条命令 commands · {Path.GetFileName(wish.Orders)}");
        await using var database = await ClusterPlace.OpenAsync(wish.Connection, cancellation);
        var key = await new Operators(database).AddAsync(
            new(wish.Operator, 10_000_000, 1, long.MaxValue / 2, IsSuspended: false), cancellation)
            ?? throw new BadInputException(
                $"运营方 {wish.Operator} 已存在。", $"There is an operator {wish.Operator} already.");
        var program = Environment.ProcessPath!;
        await using var first = await LocalNode.StartAsync(
            program, wish.Connection, wish.Folder, "node-a", cancellation);
        await using var second = await LocalNode.StartAsync(
            program, wish.Connection, wish.Folder, "node-b", cancellation);
        Say("2", $"两个节点 two nodes: {first.Url} {second.Url}");
        using var client = new PoolClient(key, first.Url, second.Url);
        await client.AddAsync(wish.Pool, Options.ReadText(wish.PlanPath), acknowledgements: null, cancellation);
        var lines = commands.Select(CommandText.Write).ToArray();
        await SubmitAsync(client, lines, first, second, cancellation);
        var figures = await client.ReadAsync(wish.Pool, "", cancellation);
        return await CompareAsync(figures, plan, commands, client, cancellation)
            && await CheckAsync(program, cancellation);
    }

    private List<PoolCommand> Translate(Plan plan)
    {
        using var csv = ImportCommand.OpenOrders(wish.Orders, wish.Map);
        var import = new OrderImport(wish.Map, plan.Orders.ReturnWindow);
        var commands = csv.Rows().SelectMany(row => import.Translate(row).Commands).ToList();
        if (import.Finish() is { } end)
        {
            commands.Add(end);
        }

        return commands;
    }

    private async Task SubmitAsync(
        PoolClient client, string[] lines, LocalNode first, LocalNode second, CancellationToken cancellation)
    {
        var blocks = lines.Chunk(LinesAtOnce).ToArray();
        var clock = Stopwatch.StartNew();
        for (var block = 0; block < blocks.Length; block++)
        {
            var isHalf = block == blocks.Length / 2;
            if (isHalf)
            {
                await KillOwnerAsync(client, first, second, block * LinesAtOnce, cancellation);
            }

            var began = clock.Elapsed;
            foreach (var answer in await client.SubmitAsync(wish.Pool, blocks[block], block % 2, cancellation))
            {
                using var read = JsonDocument.Parse(answer);
                var kind = read.RootElement.GetProperty("answer").GetString()!;
                _answers[kind] = _answers.GetValueOrDefault(kind) + 1;
            }

            var waited = clock.Elapsed - began;
            _waitAtKill = isHalf ? waited : _waitAtKill;
            _longestWait = waited > _longestWait ? waited : _longestWait;
        }

        var answers = string.Join(", ", _answers.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Value:N0} {pair.Key}"));
        Say("4", $"{clock.Elapsed.TotalSeconds:N1} s · {answers} · 重发 sent again {client.Repeats} 次 times");
        Say("", $"停顿 pause at the kill {_waitAtKill.TotalSeconds:N2} s, 最长一批 longest batch "
            + $"{_longestWait.TotalSeconds:N2} s");
    }

    private async Task KillOwnerAsync(
        PoolClient client, LocalNode first, LocalNode second, int settled, CancellationToken cancellation)
    {
        var where = await client.ReadAsync(wish.Pool, "/owner", cancellation);
        var owner = new Uri(where.GetProperty("owner").GetString()!).Port == first.Url.Port ? first : second;
        await owner.KillAsync();
        Say("3", $"已提交 {settled:N0} 条后,持有账本的 {owner.Name} 被 kill -9  "
            + $"after {settled:N0} commands the owner {owner.Name} is killed");
    }

    private async Task<bool> CompareAsync(
        JsonElement figures, Plan plan, List<PoolCommand> commands, PoolClient client, CancellationToken cancellation)
    {
        var directory = new PoolDirectory(Path.Combine(wish.Folder, "alone"));
        await using (var writer = PoolWriter.Start(directory.OpenToWrite(plan), new()))
        {
            foreach (var block in commands.Chunk(PoolWriter.SubmissionLimit))
            {
                await writer.SubmitAsync(block, cancellation);
            }
        }

        var alone = directory.Load();
        var owner = (await client.ReadAsync(wish.Pool, "/owner", cancellation)).GetProperty("owner").GetString();
        var position = figures.GetProperty("position").GetInt64();
        var hash = figures.GetProperty("stateHash").GetString();
        Say("5", $"集群 cluster {hash![..16]}… · {position:N0} 条记录 records · 价格 price "
            + $"{Shown(figures.GetProperty("price"))} · 现由 now at {owner}");
        Say("", $"单机 alone   {alone.Pool.StateHash()[..16]}… · {alone.End.Position:N0} 条记录 records");
        var same = position == alone.End.Position && hash == alone.Pool.StateHash();
        Say("", same ? "一致 the same" : "不一致 NOT THE SAME");
        return same;
    }

    // The tools of a directory read the operator's schema: what they find is what any auditor would.
    private async Task<bool> CheckAsync(string program, CancellationToken cancellation)
    {
        var folder = Path.Combine(wish.Folder, "read");
        PostgresPlace.Bind(folder, ClusterSchema.ConnectionOf(wish.Connection, wish.Operator));
        var verified = await RunAsync(program, ["verify", "--data", folder], cancellation);
        Say("6", $"wellspring verify --data {folder}");
        Console.WriteLine(Indented(verified.Output));
        var proved = await RunAsync(
            program, ["prove", folder, "--out", Path.Combine(wish.Folder, "bundle.json")], cancellation);
        Say("7", $"wellspring prove {folder}");
        Console.WriteLine(Indented(proved.Output));
        return verified.ExitCode == 0 && proved.ExitCode == 0;
    }

    private static string Shown(JsonElement price) => decimal.Parse(
        price.GetProperty("decimal").GetString()!, CultureInfo.InvariantCulture)
        .ToString("0.0000", CultureInfo.InvariantCulture);

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string[] arguments, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, output + await errors);
    }

    private static string Indented(string text) =>
        string.Join('\n', text.TrimEnd().Split('\n').Select(line => "     " + line));

    private static void Say(string step, string sentence) => Console.WriteLine($"{step,3}  {sentence}");
}
