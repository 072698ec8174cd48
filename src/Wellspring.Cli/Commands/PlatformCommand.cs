using System.CommandLine;
using Npgsql;
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

    private static readonly Option<string> Cluster = new("--cluster")
    {
        Description = "集群的 PostgreSQL(密码用 PGPASSWORD) the cluster's PostgreSQL, password by PGPASSWORD",
        HelpName = "CONNECTION", Required = true,
    };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = $"集群密钥文件(或环境变量 {ClusterSecret.Variable}) file of the cluster's secret, or the environment variable",
        HelpName = "FILE",
    };

    public static Command Build() => new("platform", "集群上的整套平台 whole platforms on the cluster")
    {
        Add(), List(), Host(), Act("restart", "重新打开,读取新设置 open it anew, to read its settings again",
            (book, entry) => book.Restart(entry.Key)),
        Act("remove", "下线;数据留在数据库 take it off the cluster; its data stays in the database",
            (book, entry) => book.Remove(entry.Key)),
        Link(), PlatformFileCommand.Build(),
    };

    /// <summary>The options by which any of these commands reaches the cluster, and the platform that is meant.</summary>
    internal static (Argument<string> Key, Option<string> Cluster, Option<string?> Secret) Reached => (Key, Cluster, Secret);

    internal static PlatformBook BookOf(ParseResult parsed)
    {
        try
        {
            return new(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(parsed.GetRequiredValue(Cluster))
            {
                SearchPath = "cluster",
            }));
        }
        catch (ArgumentException wrong)
        {
            throw new BadInputException(
                $"--cluster 不是 PostgreSQL 连接字符串:{wrong.Message}",
                $"--cluster is no connection string of PostgreSQL: {wrong.Message}");
        }
    }

    internal static PlatformEntry EntryOf(ParseResult parsed, PlatformBook book) =>
        book.Find(parsed.GetRequiredValue(Key)) ?? throw new BadInputException(
            $"集群上没有平台 {parsed.GetRequiredValue(Key)};请用 operator platform list 查看。",
            $"There is no platform {parsed.GetRequiredValue(Key)} on the cluster; see operator platform list.");

    /// <summary>What reaches into platforms from outside, with a directory that is gone afterwards.</summary>
    internal static PlatformHome HomeOf(ParseResult parsed, string folder)
    {
        ClusterSecret? secret;
        try
        {
            secret = ClusterSecret.Find(parsed.GetValue(Secret));
        }
        catch (FormatException)
        {
            throw new BadInputException("集群密钥至少 32 个字符;可用 openssl rand -hex 32 生成。",
                "The cluster's secret has at least 32 characters; openssl rand -hex 32 makes one.");
        }

        return new(folder, parsed.GetRequiredValue(Cluster), secret ?? throw new BadInputException(
            $"缺少集群密钥:请给出 --secret 文件,或设置环境变量 {ClusterSecret.Variable}。",
            $"The cluster's secret is missing: give --secret FILE or set {ClusterSecret.Variable}."));
    }

    private static Command Add()
    {
        var host = new Option<string>("--host") { Description = "访客使用的主机名 the host that visitors use", Required = true };
        var plan = Options.Plan();
        var given = Options.Acknowledgements();
        var url = new Option<string?>("--public-url") { Description = "对外网址 the public address (https://HOST)" };
        var demo = new Option<string?>("--demo")
        {
            Description = "演示店铺 a demo shop: " + string.Join(", ", ReadyPlan.All.Select(ready => ready.Id)),
        };
        var command = new Command("add", "新建平台 add a platform") { Key, Cluster, Secret, host, plan, given, url, demo };
        command.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(host).ToLowerInvariant();
            var entry = Read(parsed.GetRequiredValue(Key), name, parsed.GetValue(url)) with
            {
                Plan = parsed.GetValue(plan) is { } file ? Checked(file, parsed.GetValue(given)) : null,
                Acknowledgements = parsed.GetValue(given) is { } acknowledged ? Options.ReadText(acknowledged) : null,
            };
            var ready = parsed.GetValue(demo) is { } id ? ReadyPlan.Find(id) ?? throw new BadInputException(
                $"没有名为 {id} 的演示店铺。", $"There is no demo shop {id}.") : null;
            var folder = Directory.CreateTempSubdirectory("wellspring-platform-").FullName;
            try
            {
                var home = HomeOf(parsed, folder);
                if (!BookOf(parsed).TryAdd(entry, name))
                {
                    throw new BadInputException($"平台 {entry.Key} 或主机 {name} 已被占用。",
                        $"The platform {entry.Key} or the host {name} is taken.");
                }

                if (ready is not null)
                {
                    await home.SeedAsync(entry, ready, Said, cancellation);
                }

                Console.WriteLine($"已新建 added: {entry.Key} · {entry.PublicUrl}");
                Tell(home.SetupLinkOf(entry));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "列出平台 list platforms") { Cluster };
        command.SetAction(parsed =>
        {
            Terminal.WriteTable("平台 platforms",
                [("平台 platform", false), ("主机 hosts", false), ("对外网址 public address", false)],
                BookOf(parsed).All().Select(one => new[]
                {
                    one.Entry.Key, string.Join(' ', one.Hosts), one.Entry.PublicUrl,
                }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Host()
    {
        var host = new Argument<string>("HOST") { Description = "又一个主机名 one more host" };
        var command = new Command("host", "增加主机名 let it answer under one more host") { Key, host, Cluster };
        command.SetAction(parsed =>
        {
            var book = BookOf(parsed);
            var name = CheckedHost(parsed.GetRequiredValue(host).ToLowerInvariant());
            if (!book.TryAddHost(EntryOf(parsed, book).Key, name))
            {
                throw new BadInputException($"主机 {name} 已被占用。", $"The host {name} is taken.");
            }

            Console.WriteLine($"已增加 added: {name}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Act(string name, string description, Func<PlatformBook, PlatformEntry, bool> act)
    {
        var command = new Command(name, description) { Key, Cluster };
        command.SetAction(parsed =>
        {
            var book = BookOf(parsed);
            var entry = EntryOf(parsed, book);
            act(book, entry);
            Console.WriteLine($"已完成 done: {name} {entry.Key}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Link()
    {
        var command = new Command("link", "首次设置的链接 the link that sets its console up") { Key, Cluster, Secret };
        command.SetAction(parsed =>
        {
            var entry = EntryOf(parsed, BookOf(parsed));

            // Who has no secret of the cluster makes nobody an administrator.
            Tell(HomeOf(parsed, Path.GetTempPath()).SetupLinkOf(entry) ?? throw new BadInputException(
                "已有人能登录控制台;不再需要链接。", "Somebody can log in to the console: no link is needed.",
                ExitCodes.RefusedByRules));
            return ExitCodes.Done;
        });
        return command;
    }

    private static PlatformEntry Read(string key, string host, string? url)
    {
        CheckedHost(host);
        if (key.Split('/') is not [var whose, var name] || !PlatformBook.IsName(whose) || !PlatformBook.IsName(name))
        {
            throw new BadInputException(
                $"“{key}”须写成 运营方/平台名:各 2 到 24 个小写字母、数字或单个连字符,以字母开头。",
                $"\"{key}\" must be OPERATOR/NAME: 2 to 24 lower-case letters, digits or single hyphens each, a letter first.");
        }

        var address = url ?? $"https://{host}";
        return Uri.TryCreate(address, UriKind.Absolute, out var read) && read.Scheme is "https" or "http"
            ? new(whose, name, address, null, null)
            : throw new BadInputException("--public-url 须为 https 地址。", "--public-url must be an https address.");
    }

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
