using System.CommandLine;
using Wellspring.Cluster;
using Wellspring.Core.Plans;
using Wellspring.Server.Platforms;
using Wellspring.Shop.Demo;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring operator platform</c>: the whole platforms that a cluster runs for an operator.</summary>
internal static class PlatformCommand
{
    private static readonly Argument<string> Key = new("OPERATOR/NAME")
    {
        Description = "运营方/平台名 whose platform, and its name",
    };

    private static readonly Option<string> Cluster = ClusterPlace.Option();

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = $"集群密钥文件,或环境变量 file of the cluster's secret, or {ClusterSecret.Variable}", HelpName = "FILE",
    };

    public static Command Build() => new("platform", "集群上的整套平台 whole platforms on the cluster")
    {
        Add(), List(), Host(), Act("restart", "重新打开,读取新设置 open it anew, to read its settings again",
            (book, entry) => book.Restart(entry.Key)),
        Act("remove", "下线;数据留在数据库 take it off the cluster; its data stays in the database",
            (book, entry) => book.Remove(entry.Key)),
        Link(), PlatformFileCommand.Build(), PlatformRotateCommand.Build(),
    };

    /// <summary>How any of these commands reaches the cluster, and which platform is meant.</summary>
    internal static (Argument<string> Key, Option<string> Cluster, Option<string?> Secret) Reached =>
        (Key, Cluster, Secret);

    /// <summary>Does something with the cluster's platforms.</summary>
    internal static async Task<int> WithAsync(
        ParseResult parsed, Func<PlatformBook, Task> act, CancellationToken cancellation)
    {
        await using var shared = await ClusterPlace.OpenAsync(parsed.GetRequiredValue(Cluster), cancellation);
        await act(new(shared));
        return ExitCodes.Done;
    }

    internal static PlatformEntry EntryOf(ParseResult parsed, PlatformBook book) =>
        book.Find(KeyOf(parsed.GetRequiredValue(Key))) ?? throw new BadInputException(
            $"集群上没有平台 {parsed.GetRequiredValue(Key)};请用 operator platform list 查看。",
            $"There is no platform {parsed.GetRequiredValue(Key)} on the cluster; see operator platform list.");

    /// <summary>The secret of a file or of the environment; null where neither has one.</summary>
    internal static ClusterSecret? SecretOf(string? file)
    {
        try
        {
            return ClusterSecret.Find(file);
        }
        catch (FormatException)
        {
            throw new BadInputException("集群密钥至少 32 个字符;可用 openssl rand -hex 32 生成。",
                "The cluster's secret has at least 32 characters; openssl rand -hex 32 makes one.");
        }
    }

    /// <summary>What reaches into platforms from outside, with a directory that is gone afterwards.</summary>
    internal static PlatformHome HomeOf(ParseResult parsed, string folder)
    {
        var secret = SecretOf(parsed.GetValue(Secret)) ?? throw new BadInputException(
            $"缺少集群密钥:请给出 --secret 文件,或设置环境变量 {ClusterSecret.Variable}。",
            $"The cluster's secret is missing: give --secret FILE or set {ClusterSecret.Variable}.");
        return new(folder, ClusterPlace.Checked(parsed.GetRequiredValue(Cluster)), secret);
    }

    private static Command Add()
    {
        var host = new Option<string>("--host")
        {
            Description = "访客使用的主机名 the host that visitors use", Required = true,
        };
        var plan = Options.Plan();
        var given = Options.Acknowledgements();
        var url = new Option<string?>("--public-url") { Description = "对外网址 the public address (https://HOST)" };
        var demo = new Option<string?>("--demo")
        {
            Description = "演示店铺 a demo shop: " + string.Join(", ", ReadyPlan.All.Select(ready => ready.Id)),
        };
        var command = new Command("add", "新建平台 add a platform") { Key, Cluster, Secret, host, plan, given, url, demo };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, async book =>
        {
            var name = CheckedHost(parsed.GetRequiredValue(host).ToLowerInvariant());
            var entry = new PlatformEntry(
                KeyOf(parsed.GetRequiredValue(Key)), CheckedUrl(parsed.GetValue(url) ?? $"https://{name}"),
                parsed.GetValue(plan) is { } file ? Checked(file, parsed.GetValue(given)) : null,
                parsed.GetValue(given) is { } acknowledged ? Options.ReadText(acknowledged) : null,
                TimeProvider.System.GetUtcNow());
            var ready = parsed.GetValue(demo) is { } id ? ReadyPlan.Find(id) ?? throw new BadInputException(
                $"没有名为 {id} 的演示店铺。", $"There is no demo shop {id}.") : null;
            var folder = Directory.CreateTempSubdirectory("wellspring-platform-").FullName;
            try
            {
                var home = HomeOf(parsed, folder);
                Require(await book.LookAsync(entry.Key, name, cancellation), entry, name);
                if (ready is not null)
                {
                    // Before it is noted: a node would open it at once, and the demo's past needs it alone.
                    await home.SeedAsync(entry, ready, Said, cancellation);
                }

                Require(await book.AddAsync(entry, name, cancellation), entry, name);
                Console.WriteLine($"已新建 added: {entry.Key} · {entry.PublicUrl}");
                Tell(home.SetupLinkOf(entry));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }, cancellation));
        return command;
    }

    private static void Require(PlatformAdding added, PlatformEntry entry, string host)
    {
        if (added is not PlatformAdding.Added)
        {
            throw added switch
            {
                PlatformAdding.NoSuchOperator => new BadInputException(
                    $"没有名为 {entry.Key.Operator} 的运营方;请先用 operator add 新增。",
                    $"There is no operator {entry.Key.Operator}; add it with operator add first."),
                PlatformAdding.NodeWithoutSecret => new BadInputException(
                    "有节点运行时没有集群密钥，平台若分到那里就打不开；请先用 --secret 重启每个节点。",
                    "A node runs without the cluster's secret and could not open the platform if it came there; start "
                    + "every node with --secret first.", ExitCodes.RefusedByRules),
                PlatformAdding.TooMany => new BadInputException(
                    $"{entry.Key.Operator} 的账本数已达上限;请用 operator limit 提高。",
                    $"{entry.Key.Operator} has as many pools as it may; raise that with operator limit.",
                    ExitCodes.RefusedByRules),
                _ => new BadInputException(
                    $"平台 {entry.Key} 或主机 {host} 已被占用。", $"The platform {entry.Key} or the host {host} is taken.",
                    ExitCodes.RefusedByRules),
            };
        }
    }

    private static Command List()
    {
        var command = new Command("list", "列出平台 list platforms") { Cluster };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, async book =>
            Terminal.WriteTable("平台 platforms",
                [("平台 platform", false), ("主机 hosts", false), ("对外网址 public address", false)],
                (await book.AllAsync(cancellation)).Select(entry => new[]
                {
                    entry.Key.ToString(), string.Join(' ', entry.Hosts), entry.PublicUrl,
                })), cancellation));
        return command;
    }

    private static Command Host()
    {
        var host = new Argument<string>("HOST") { Description = "又一个主机名 one more host" };
        var command = new Command("host", "增加主机名 let it answer under one more host") { Key, host, Cluster };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, book =>
        {
            var name = CheckedHost(parsed.GetRequiredValue(host).ToLowerInvariant());
            if (!book.TryAddHost(EntryOf(parsed, book).Key, name))
            {
                throw new BadInputException($"主机 {name} 已被占用。", $"The host {name} is taken.");
            }

            Console.WriteLine($"已增加 added: {name}");
            return Task.CompletedTask;
        }, cancellation));
        return command;
    }

    private static Command Act(string name, string description, Func<PlatformBook, PlatformEntry, bool> act)
    {
        var command = new Command(name, description) { Key, Cluster };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, book =>
        {
            var entry = EntryOf(parsed, book);
            act(book, entry);
            Console.WriteLine($"已完成 done: {name} {entry.Key}");
            return Task.CompletedTask;
        }, cancellation));
        return command;
    }

    private static Command Link()
    {
        var command = new Command("link", "首次设置的链接 the link that sets its console up") { Key, Cluster, Secret };
        command.SetAction((parsed, cancellation) => WithAsync(parsed, book =>
        {
            var entry = EntryOf(parsed, book);

            // Who has no secret of the cluster makes nobody an administrator.
            Tell(HomeOf(parsed, Path.GetTempPath()).SetupLinkOf(entry) ?? throw new BadInputException(
                "已有人能登录控制台;不再需要链接。", "Somebody can log in to the console: no link is needed.",
                ExitCodes.RefusedByRules));
            return Task.CompletedTask;
        }, cancellation));
        return command;
    }

    private static PoolKey KeyOf(string key) =>
        key.Split('/') is [var whose, var name] && PlatformBook.IsName(whose) && PlatformBook.IsName(name)
            ? PoolKey.Of(whose, name)
            : throw new BadInputException(
                $"“{key}”须写成 运营方/平台名:各 2 到 24 个小写字母、数字或单个连字符,以字母开头。",
                $"\"{key}\" must be OPERATOR/NAME: 2 to 24 lower-case letters, digits or single hyphens each, "
                + "a letter first.");

    private static string CheckedUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var read) && read.Scheme is "https" or "http"
            ? url
            : throw new BadInputException("--public-url 须为 https 地址。", "--public-url must be an https address.");

    private static string CheckedHost(string host) => PlatformBook.IsHost(host)
        ? host
        : throw new BadInputException($"“{host}”不是主机名;请写如 shop.example,不带端口。",
            $"\"{host}\" is no host; write shop.example, without a port.");

    // The plan is reviewed here, where somebody can mend it, and again where the pool opens.
    private static string Checked(string file, string? acknowledgements)
    {
        Options.ReadPlan(file, acknowledgements);
        return PlanFile.Write(PlanFile.Read(Options.ReadText(file)).Draft!);
    }

    private static void Tell(Uri? link)
    {
        if (link is not null)
        {
            Console.WriteLine("设立控制台:30 分钟内打开一次 set up the console: open once, within 30 minutes");
            Console.WriteLine($"  {link}");
        }
    }

    private static void Said(int done, int all) =>
        Console.Error.WriteLine($"演示数据 demo data: {done:N0} / {all:N0}");
}
