using System.CommandLine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring verify</c>: reads every byte of the journal and recomputes everything.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("verify", "核验账本 recompute everything and compare") { data, json };
        command.SetAction(async parsed =>
        {
            var directory = Options.Existing(parsed.GetRequiredValue(data));
            var found = await Terminal.WithProgressAsync("核验 verifying", progress => Task.Run(() =>
                new Verifier(directory).Run((done, of) => progress((double)done / of))));
            if (parsed.GetValue(json))
            {
                Write(found);
            }
            else
            {
                Show(found, directory);
            }

            return found.Damages.Count == 0 ? ExitCodes.Done : ExitCodes.DamagedData;
        });
        return command;
    }

    private static void Write(Verification found) => Terminal.WriteJson(writer =>
    {
        writer.WriteBoolean("ok", found.Damages.Count == 0);
        writer.WriteNumber("batches", found.Batches);
        writer.WriteNumber("records", found.Records);
        writer.WriteNumber("bytes", found.Bytes);
        writer.WriteString("hash", found.Hash);
        writer.WriteString("stateHash", found.StateHash);
        writer.WriteStartArray("rulesets");
        foreach (var ruleset in found.Rulesets)
        {
            writer.WriteStringValue(ruleset ?? "none");
        }

        writer.WriteEndArray();
        writer.WriteStartArray("damages");
        foreach (var damage in found.Damages)
        {
            writer.WriteStartObject();
            writer.WriteString("where", damage.Where);
            writer.WriteString("reason", damage.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void Show(Verification found, PoolDirectory directory)
    {
        if (found.Damages.Count == 0)
        {
            Console.WriteLine(
                $"完好 intact: {found.Batches} 批 batches, {found.Records} 条记录 records, {found.Bytes} 字节 bytes");
            Console.WriteLine($"账本哈希 hash        {found.Hash}");
            Console.WriteLine($"状态哈希 state hash  {found.StateHash}");
            Console.WriteLine(
                $"规则哈希 rulesets    {string.Join(' ', found.Rulesets.Select(ruleset => ruleset ?? "none"))}");
            return;
        }

        foreach (var damage in found.Damages)
        {
            Console.WriteLine($"损坏 damaged: {damage.Where}: {damage.Reason}");
        }

        if (directory.IsInDatabase)
        {
            Console.WriteLine("未改动任何数据;请从备份恢复(wellspring restore)。keys 可删,会自动重建;");
            Console.WriteLine("快照与视图在数据库中,重建方法见 docs/formats/views.md。");
            Console.WriteLine("Nothing was changed. Restore a backup (wellspring restore). keys may be deleted;");
            Console.WriteLine("snapshots and views are in the database: docs/formats/views.md says how to rebuild.");
            return;
        }

        Console.WriteLine("未改动任何文件;请从备份恢复(wellspring restore)。snapshot、keys、views.db 可删,会自动重建。");
        Console.WriteLine("Nothing was changed. Restore a backup (wellspring restore).");
        Console.WriteLine("snapshot, keys and views.db may be deleted: they are rebuilt from the journal.");
    }
}
