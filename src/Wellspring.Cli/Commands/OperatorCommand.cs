using System.CommandLine;
using System.Globalization;
using Wellspring.Cluster;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring operator</c>: who may run pools on the cluster, and how much each may ask for.</summary>
internal static class OperatorCommand
{
    public static Command Build() => new("operator", "集群的运营方 operators of the cluster")
    {
        Add(), List(), Key(), Limit(), Suspend(), PlatformCommand.Build(),
    };

    private static Argument<string> Name() => new("NAME") { Description = "运营方 operator: a-z, 0-9, -" };

    private static Option<int?> Rate() => new("--rate") { Description = "每秒命令数上限 most commands a second" };

    private static Option<int?> MostPools() => new("--most-pools") { Description = "账本数上限 most pools" };

    private static Option<long?> MostDaily() => new("--most-daily") { Description = "每日命令数上限 most commands a day" };

    private static Command Add()
    {
        var (cluster, json, name) = (ClusterPlace.Option(), Options.Json(), Name());
        var (rate, pools, daily) = (Rate(), MostPools(), MostDaily());
        var command = new Command("add", "新增运营方,密钥只显示一次 add an operator and print its key, once")
        {
            name, cluster, rate, pools, daily, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var added = Limited(new(parsed.GetRequiredValue(name), Operator.DefaultRate, Operator.DefaultMostPools,
                    Operator.DefaultMostDaily, IsSuspended: false),
                parsed.GetValue(rate), parsed.GetValue(pools), parsed.GetValue(daily));
            if (!PoolKey.IsName(added.Name))
            {
                throw new BadInputException(
                    $"运营方名应是 1 到 {PoolKey.NameLimit} 个小写字母、数字或 -,以字母开头。",
                    $"An operator's name is 1 to {PoolKey.NameLimit} of a-z, 0-9 and -, starting with a letter.");
            }

            await using var database = await ClusterPlace.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            var key = await new Operators(database).AddAsync(added, cancellation) ?? throw new BadInputException(
                $"运营方 {added.Name} 已存在;换密钥请用 operator key。",
                $"There is an operator {added.Name} already; for a new key use operator key.",
                ExitCodes.RefusedByRules);
            Say(key, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var (cluster, json) = (ClusterPlace.Option(), Options.Json());
        var command = new Command("list", "列出运营方与今日用量 list operators and their use of today") { cluster, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var database = await ClusterPlace.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            var operators = new Operators(database);
            var pools = await new PoolBook(database).AllAsync(owner: null, cancellation);
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            var rows = new List<(Operator Operator, int Pools, long Today)>();
            foreach (var one in await operators.AllAsync(cancellation))
            {
                rows.Add((one, pools.Count(pool => pool.Key.Operator == one.Name),
                    await operators.CountOfAsync(one.Name, today, cancellation)));
            }

            Show(rows, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Key()
    {
        var (cluster, json, name) = (ClusterPlace.Option(), Options.Json(), Name());
        var command = new Command("key", "换新密钥,旧密钥两秒内失效 a new key; the old one ends within two seconds")
        {
            name, cluster, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var database = await ClusterPlace.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            Say(await new Operators(database).ReplaceKeyAsync(parsed.GetRequiredValue(name), cancellation)
                ?? throw NoSuch(parsed.GetRequiredValue(name)), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Limit()
    {
        var (cluster, name) = (ClusterPlace.Option(), Name());
        var (rate, pools, daily) = (Rate(), MostPools(), MostDaily());
        var command = new Command("limit", "设上限,两秒内生效 set limits, in force within two seconds")
        {
            name, cluster, rate, pools, daily,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            parsed.GetRequiredValue(cluster), parsed.GetRequiredValue(name),
            found => Limited(found, parsed.GetValue(rate), parsed.GetValue(pools), parsed.GetValue(daily)),
            cancellation));
        return command;
    }

    private static Command Suspend()
    {
        var (cluster, name) = (ClusterPlace.Option(), Name());
        var off = new Option<bool>("--off") { Description = "恢复 let it work again" };
        var command = new Command("suspend", "暂停或恢复运营方 suspend an operator, or let it work again")
        {
            name, cluster, off,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            parsed.GetRequiredValue(cluster), parsed.GetRequiredValue(name),
            found => found with { IsSuspended = !parsed.GetValue(off) }, cancellation));
        return command;
    }

    private static async Task<int> ChangeAsync(
        string cluster, string name, Func<Operator, Operator> change, CancellationToken cancellation)
    {
        await using var database = await ClusterPlace.OpenAsync(cluster, cancellation);
        var operators = new Operators(database);
        var changed = change(await operators.FindAsync(name, cancellation) ?? throw NoSuch(name));
        await operators.ChangeAsync(changed, cancellation);
        Show([(changed, 0, 0)], json: false);
        return ExitCodes.Done;
    }

    private static Operator Limited(Operator one, int? rate, int? pools, long? daily) =>
        rate is <= 0 || pools is <= 0 || daily is <= 0
            ? throw new BadInputException("上限应是正整数。", "A limit is a positive number.")
            : one with
            {
                Rate = rate ?? one.Rate, MostPools = pools ?? one.MostPools, MostDaily = daily ?? one.MostDaily,
            };

    private static BadInputException NoSuch(string name) => new(
        $"没有名为 {name} 的运营方;请用 operator list 查看。", $"There is no operator {name}; see operator list.");

    private static void Say(string key, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(writer => writer.WriteString("key", key));
            return;
        }

        Console.WriteLine(key);
        Console.Error.WriteLine("只显示这一次,请妥善保存。 Shown this once; keep it safe.");
    }

    private static void Show(IReadOnlyList<(Operator Operator, int Pools, long Today)> rows, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteStartArray("operators");
                foreach (var (one, pools, today) in rows)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", one.Name);
                    writer.WriteNumber("pools", pools);
                    writer.WriteNumber("mostPools", one.MostPools);
                    writer.WriteNumber("rate", one.Rate);
                    writer.WriteNumber("today", today);
                    writer.WriteNumber("mostDaily", one.MostDaily);
                    writer.WriteBoolean("suspended", one.IsSuspended);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return;
        }

        Terminal.WriteTable("运营方 operators",
            [("名称 name", false), ("账本 pools", true), ("每秒 a second", true), ("今日 today", true),
                ("每日 a day", true), ("状态 state", false)],
            rows.Select(row => new[]
            {
                row.Operator.Name, $"{row.Pools}/{row.Operator.MostPools}", Figure(row.Operator.Rate),
                Figure(row.Today), Figure(row.Operator.MostDaily),
                row.Operator.IsSuspended ? "已暂停 suspended" : "正常 open",
            }));
    }

    private static string Figure(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
