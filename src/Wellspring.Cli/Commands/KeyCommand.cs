using System.CommandLine;
using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring key</c>: API keys of a data directory, for scripts; the console makes them, too.</summary>
internal static class KeyCommand
{
    private const string By = "cli";

    public static Command Build() =>
        new("key", "接口密钥 keys of the HTTP API") { Create(), List(), Revoke() };

    private static Command Create()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var name = new Option<string>("--name") { Description = "给人看的名字 a name for people", Required = true };
        var scope = new Option<string[]>("--scope")
        {
            Description = "范围,可多次 scope, may be given several times: " + string.Join(' ', Scopes.All),
            Required = true, AllowMultipleArgumentsPerToken = true,
        };
        scope.AcceptOnlyFromAmong([.. Scopes.All]);
        var days = new Option<int?>("--days") { Description = "几天后失效 days until it ends (default: never)" };
        var command = new Command("create", "新建密钥,只显示一次 make a key and print it, once")
        {
            data, name, scope, days, json,
        };
        command.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            var life = parsed.GetValue(days) is { } count ? LifeOf(count) : (Duration?)null;
            if (!ApiKeys.IsName(parsed.GetRequiredValue(name)))
            {
                throw new BadInputException("--name 应是 1 到 64 个字符。", "--name is 1 to 64 characters.");
            }

            var (key, text) = new ApiKeys(database, TimeProvider.System).Create(
                parsed.GetRequiredValue(name), parsed.GetRequiredValue(scope), By, life);
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer =>
                {
                    writer.WriteString("key", text);
                    writer.WriteString("keyId", key.Id);
                    writer.WriteString("expires", key.ExpiresAt?.ToString());
                });
            }
            else
            {
                Console.WriteLine(text);
                Console.Error.WriteLine($"{key.Id} {string.Join(' ', key.Scopes)}:只显示这一次,请妥善保存。 "
                    + "Shown this once; keep it safe.");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var data = Options.Data();
        var command = new Command("list", "列出密钥 list keys") { data };
        command.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            Terminal.WriteTable("接口密钥 API keys",
                [("编号 id", false), ("名字 name", false), ("范围 scopes", false), ("状态 state", false),
                    ("上次使用 last used (UTC)", false)],
                new ApiKeys(database, TimeProvider.System).All().Select(key => new[]
                {
                    key.Id, key.Name, string.Join(' ', key.Scopes), StateOf(key),
                    key.UsedAt?.ToString()[..16] ?? "–",
                }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Revoke()
    {
        var data = Options.Data();
        var id = new Argument<string>("ID") { Description = "密钥编号 id of the key" };
        var command = new Command("revoke", "作废密钥 end a key for ever") { data, id };
        command.SetAction(parsed =>
        {
            using var database = Open(parsed.GetRequiredValue(data));
            if (!new ApiKeys(database, TimeProvider.System).Revoke(parsed.GetRequiredValue(id), By))
            {
                throw new BadInputException("没有这个有效的密钥;请用 key list 查看编号。",
                    "There is no such key that still works; see key list for ids.");
            }

            Console.WriteLine($"已作废 revoked: {parsed.GetRequiredValue(id)}");
            return ExitCodes.Done;
        });
        return command;
    }

    // A running server has the same records open: both may write, one at a time.
    private static ShopDatabase Open(string data) => ShopDatabase.IsIn(data)
        ? ShopDatabase.OpenIn(data)
        : throw new BadInputException($"“{data}”里没有平台数据(缺 shop.db);请先运行 wellspring serve。",
            $"There is no platform in \"{data}\" (no shop.db); run wellspring serve first.");

    private static Duration LifeOf(int days) => days is > 0 and <= 3_650
        ? Duration.Days(days)
        : throw new BadInputException("--days 应在 1 到 3650 之间。", "--days is 1 to 3650.");

    private static string StateOf(ApiKey key) => key.RevokedAt is not null ? "已作废 revoked"
        : key.ExpiresAt is { } end ? $"至 until {end.ToString()[..10]}" : "有效 works";
}
