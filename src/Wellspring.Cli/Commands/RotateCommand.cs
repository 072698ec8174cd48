using System.CommandLine;
using System.CommandLine.Invocation;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Server.Platforms;
using Wellspring.Shop.Access;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Webhooks;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring rotate</c>: puts new keys in the place of old ones 轮换密钥.</summary>
internal static class RotateCommand
{
    private const string By = "cli";
    private const int MostHours = 24 * 30;

    public static Command Build() => new("rotate", "轮换密钥 put a new key in an old one's place")
    {
        ApiKey(), Webhook(), EndSessions(), Cookies(), Audits(), Personal(), Log(),
    };

    private static Command ApiKey()
    {
        var (data, hours, id) = (Options.Data(), Hours(), Id());
        var command = new Command("api-key", "接口密钥 a key of the HTTP API") { data, id, hours };
        command.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            var made = new ApiKeys(database, TimeProvider.System).Rotate(
                parsed.GetRequiredValue(id), By, Grace(parsed.GetValue(hours)));
            if (made is not { } key)
            {
                throw new BadInputException("没有这个有效的密钥；请用 key list 查看编号。",
                    "There is no such key that still works; see key list for ids.");
            }

            Console.WriteLine(key.Text);
            Console.Error.WriteLine(
                $"{key.Key.Id}:只显示这一次；旧密钥 {parsed.GetValue(hours)} 小时后失效。 "
                + $"Shown this once; the old key ends in {parsed.GetValue(hours)} hours.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Webhook()
    {
        var (data, hours, id) = (Options.Data(), Hours(), Id());
        var command = new Command("webhook", "推送的签名密钥 the secret that messages to a receiver are signed with")
        {
            data, id, hours,
        };
        command.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            var secret = new WebhookBook(database, new PoolClock(TimeProvider.System, database)).Rotate(
                parsed.GetRequiredValue(id), By, Grace(parsed.GetValue(hours)))
                ?? throw new BadInputException("没有这个接收地址；请用 GET /v1/webhooks 查看编号。",
                    "There is no such receiver; GET /v1/webhooks lists their ids.");
            Console.WriteLine(secret);
            Console.Error.WriteLine(
                $"只显示这一次；{parsed.GetValue(hours)} 小时内新旧两个签名都带上。 "
                + $"Shown this once; for {parsed.GetValue(hours)} hours messages carry both signatures.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command EndSessions()
    {
        var data = Options.Data();
        var kind = new Option<string>("--of")
        {
            Description = "哪些人 whose sessions", DefaultValueFactory = _ => "all",
        };
        kind.AcceptOnlyFromAmong("all", Sessions.Member, Sessions.Staff);
        var command = new Command("sessions", "登出所有人 log everybody out, or all members or staff") { data, kind };
        command.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            var who = parsed.GetRequiredValue(kind);
            var ended = new Sessions(database, TimeProvider.System).EndAll(who == "all" ? null : who, By);
            Console.WriteLine($"已结束 {ended} 个登录 sessions ended: {ended}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Cookies()
    {
        var data = Options.Data();
        var command = new Command("cookies", "表单与二次验证的密钥 the key of forms and of staff's second factors") { data };
        command.SetAction(parsed =>
        {
            var folder = Own(parsed.GetRequiredValue(data));
            using var database = Open(folder);

            // Old keys stay to be read: staff's second factors are sealed under them.
            var key = PlatformRotation.NewCookieKey(KeysOf(folder), TimeProvider.System);
            database.Write(transaction => Audit.Note(
                transaction, Options.Now, By, "cookie-key.rotated", key));
            Console.WriteLine($"新密钥 new key: {key};请重启服务 restart the server");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Audits()
    {
        var data = Options.Data();
        var command = new Command("audit", "审计包的签名密钥 the key that audit packs are signed with") { data };
        command.SetAction(parsed =>
        {
            var folder = Own(parsed.GetRequiredValue(data));
            using var database = Open(folder);
            var (old, made) = PackKey.Rotate(KeysOf(folder));
            database.Write(transaction => Audit.Note(
                transaction, Options.Now, By, "audit-key.rotated", made[..16], old?[..16]));
            Console.WriteLine($"旧指纹 old fingerprint {old ?? "–"}");
            Console.WriteLine($"新指纹 new fingerprint {made}");
            Console.WriteLine("请把新指纹另行告知审计人员。 Tell auditors the new fingerprint by another way.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Personal()
    {
        var data = Options.Data();
        var command = new Command(
            "personal", "实名资料的加密密钥，须先停服 the key that identities are sealed under; stop the platform first")
        {
            data,
        };
        command.SetAction(parsed =>
        {
            var folder = Own(parsed.GetRequiredValue(data));
            using var database = Open(folder);

            // Held meanwhile: a platform that runs has the old key in memory and would seal under it.
            var pool = new PoolDirectory(Site.PoolPath(folder));
            using var held = pool.Exists ? pool.Journal.OpenToWrite() : null;
            var count = PersonalBox.Rotate(KeysOf(folder), database, Options.Now, By);
            Console.WriteLine($"已重新加密 sealed anew: {count}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Log()
    {
        var command = LogKeyCommand.Build();
        var make = (SynchronousCommandLineAction)command.Action!;
        command.SetAction(parsed =>
        {
            var folder = Own(parsed.GetRequiredValue<string>("--data"));
            var code = make.Invoke(parsed);
            if (code == ExitCodes.Done && ShopDatabase.IsIn(folder))
            {
                using var database = ShopDatabase.OpenIn(folder);
                database.Write(transaction => Audit.Note(transaction, Options.Now, By, "log-key.rotated", null));
            }

            return code;
        });
        return command;
    }

    // On a cluster the database keeps the keys, sealed, and gives them back to every node that opens the platform: a
    // key that was changed in one node's copy would be lost, with all that was sealed under it.
    private static string Own(string folder)
    {
        if (PostgresPlace.Find(folder) is { } database)
        {
            using var shelf = database.CreateCommand("SELECT to_regclass('shelf')::text");
            if (shelf.ExecuteScalar() is string)
            {
                throw new BadInputException(
                    $"“{folder}”属于集群上的平台，密钥存放在数据库中；请改用 wellspring operator platform rotate。什么都没有改动。",
                    $"\"{folder}\" belongs to a platform on a cluster, whose keys are kept in the database: use "
                    + "wellspring operator platform rotate instead. Nothing was changed.");
            }
        }

        return folder;
    }

    private static string KeysOf(string folder) => Path.Combine(folder, "keys");

    private static Argument<string> Id() => new("ID") { Description = "编号 id" };

    private static Option<int> Hours() => new("--hours")
    {
        Description = "旧密钥再用几小时 hours the old one works on", DefaultValueFactory = _ => 24,
    };

    private static Duration Grace(int hours) => hours is >= 0 and <= MostHours
        ? new(hours * 3_600_000L)
        : throw new BadInputException($"--hours 应在 0 到 {MostHours} 之间。", $"--hours is 0 to {MostHours}.");

    private static ShopDatabase Open(string data) => ShopDatabase.IsIn(data)
        ? ShopDatabase.OpenIn(data)
        : throw new BadInputException($"“{data}”里没有平台数据(缺 shop.db);请先运行 wellspring serve。",
            $"There is no platform in \"{data}\" (no shop.db); run wellspring serve first.");
}
