using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring audit</c>: a signed pack for auditors and authorities, and its check.</summary>
internal static class AuditCommand
{
    public static Command Build() => new("audit", "审计包 packs for auditors and authorities") { Export(), Verify() };

    private static Command Export()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var folder = new Option<string>("--out")
        {
            Description = "新目录,或以 .zip 结尾的文件 a new folder, or a file that ends in .zip", HelpName = "DIR",
            Required = true,
        };
        var from = Time("--from", "从此刻起(只限带时间的商城记录) only shop records from this moment on");
        var until = Time("--until", "到此刻为止(不含) only shop records before this moment");
        var document = Text("--unmask-document", "主管机关文书号 the authority's document number");
        var scope = Text("--unmask-scope", "解除遮盖的导出编号,如 8,12,或 all exports to unmask, such as 8,12, or all");
        var by = Text("--unmask-by", "申请人的人员编号 staff id of who asks");
        var approver = Text("--unmask-approver", "批准人的人员编号 staff id of who approves");
        var command = new Command("export", "导出审计包 write a pack")
        {
            data, folder, from, until, document, scope, by, approver, json,
        };
        command.SetAction(async parsed =>
        {
            var target = parsed.GetRequiredValue(folder);
            var options = new PackOptions
            {
                From = ReadTime("--from", parsed.GetValue(from)), Until = ReadTime("--until", parsed.GetValue(until)),
            };
            var asked = new UnmaskRequest(
                parsed.GetValue(document), parsed.GetValue(scope), parsed.GetValue(by), parsed.GetValue(approver));
            var (manifest, fingerprint) = await Terminal.WithProgressAsync("导出 exporting", progress => Task.Run(() =>
                Write(parsed.GetRequiredValue(data), target, options with
                {
                    Said = (done, all) => progress((double)done / all),
                }, asked)));
            Show(manifest, fingerprint, target, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var json = Options.Json();
        var pack = new Argument<string>("DIR") { Description = "审计包的目录或 .zip a pack's folder or .zip" };
        var key = Text("--key", "应有的公钥指纹 fingerprint of the key that must have signed");
        var command = new Command("verify", "核验审计包,只需要包本身 check a pack, needing nothing else") { pack, key, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(pack);
            var verdict = Directory.Exists(path) ? new PackCheck(path).Run(parsed.GetValue(key))
                : File.Exists(path) ? Unzipped(path, parsed.GetValue(key))
                : throw new BadInputException($"找不到审计包 {path}。", $"There is no pack {path}.");
            Show(verdict, parsed.GetValue(json));
            return verdict.Damages.Count == 0 ? ExitCodes.Done : ExitCodes.DamagedData;
        });
        return command;
    }

    private static Option<string?> Text(string name, string description) =>
        new(name) { Description = description };

    private static Option<string?> Time(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME" };

    private static Instant? ReadTime(string name, string? text) => text is null ? null
        : DateTimeOffset.TryParseExact(text.Length == 10 ? text + "T00:00:00+08:00" : text,
            "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Instant.From(time)
        : throw new BadInputException($"{name}:“{text}”不是时间,请写 2026-11-22 或 2026-11-22T00:00:00+08:00。",
            $"{name}: \"{text}\" is no time; write 2026-11-22 or 2026-11-22T00:00:00+08:00.");

    // A platform keeps its pool in a folder of its own; a bare pool is audited as well.
    private static (PackManifest Manifest, string Fingerprint) Write(
        string data, string target, PackOptions options, UnmaskRequest asked)
    {
        var isPlatform = ShopDatabase.IsIn(data);
        var pool = Options.Existing(isPlatform ? Site.PoolPath(data) : data);
        using var database = isPlatform ? ShopDatabase.OpenIn(data) : null;
        using var key = PackKey.Open(isPlatform ? Path.Combine(data, "keys") : data);
        if (asked.IsAsked)
        {
            var (unmasked, mistake) = UnmaskDesk.Approve(database, asked, TimeProvider.System);
            options = unmasked is not null
                ? options with { Unmasked = unmasked }
                : throw new BadInputException(mistake!.Value.Zh, mistake.Value.En);
        }

        if (!target.EndsWith(".zip", StringComparison.Ordinal))
        {
            return (AuditPack.Write(pool, database, key, target, options), key.Fingerprint);
        }

        return (AuditPack.WriteZip(pool, database, key, target, options), key.Fingerprint);
    }

    private static PackVerdict Unzipped(string file, string? key)
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-pack-").FullName;
        try
        {
            ZipFile.ExtractToDirectory(file, folder);
            return new PackCheck(folder).Run(key);
        }
        catch (InvalidDataException broken)
        {
            return new(null, "", 0, 0, [new(Path.GetFileName(file), broken.Message)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Show(PackManifest manifest, string fingerprint, string target, bool asJson)
    {
        var files = manifest.Exports.Sum(export => export.Files.Count);
        if (asJson)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteString("pack", target);
                writer.WriteNumber("files", files);
                writer.WriteBoolean("masked", manifest.Masked);
                writer.WriteNumber("journalPosition", manifest.JournalPosition);
                writer.WriteString("journalHash", manifest.JournalHash);
                writer.WriteString("rulesetHash", manifest.RulesetHash);
                writer.WriteString("publicKey", manifest.PublicKey);
                writer.WriteString("fingerprint", fingerprint);
            });
            return;
        }

        Terminal.WriteTable("审计包 audit pack",
            [("编号 no.", true), ("导出 export", false), ("文件 files", true), ("行 rows", true)],
            manifest.Exports.Select(export => new[]
            {
                export.Number.ToString(CultureInfo.InvariantCulture),
                $"{export.Title.Zh} {export.Title.En}",
                export.Files.Count.ToString(CultureInfo.InvariantCulture),
                export.Files.Where(file => file.Name.EndsWith(".jsonl", StringComparison.Ordinal))
                    .Sum(file => file.Rows).ToString(CultureInfo.InvariantCulture),
            }));
        Console.WriteLine($"公钥指纹 key fingerprint  {fingerprint}");
        Console.WriteLine($"已写出 written: {target} ({(manifest.Masked ? "已遮盖 masked" : "未遮盖 unmasked")});"
            + $"核验 check with: wellspring audit verify {target}");
    }

    private static void Show(PackVerdict verdict, bool asJson)
    {
        if (asJson)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteBoolean("ok", verdict.Damages.Count == 0);
                writer.WriteString("fingerprint", verdict.Fingerprint);
                writer.WriteNumber("records", verdict.Records);
                writer.WriteNumber("mints", verdict.Mints);
                writer.WriteStartArray("damages");
                foreach (var damage in verdict.Damages)
                {
                    writer.WriteStartObject();
                    writer.WriteString("where", damage.Where);
                    writer.WriteString("reason", damage.Reason);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return;
        }

        if (verdict.Damages.Count == 0)
        {
            Console.WriteLine($"完好 intact: {verdict.Records} 条记录 records, {verdict.Mints} 次发行均有资金 mints, all backed");
            Console.WriteLine($"账本哈希 journal  {verdict.Manifest!.JournalHash}");
            Console.WriteLine($"公钥指纹 key      {verdict.Fingerprint}");
            Console.WriteLine("请向经营者核对指纹,或用 --key。 Compare the fingerprint with the operator's, or use --key.");
            return;
        }

        foreach (var damage in verdict.Damages)
        {
            Console.WriteLine($"不符 differs: {damage.Where}: {damage.Reason}");
        }

        Console.WriteLine("这个包不是原来写出的样子,不可作为证据。 This pack is not what was written; do not rely on it.");
    }
}
