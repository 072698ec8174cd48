using System.CommandLine;
using System.Globalization;
using Wellspring.Proof;
using Wellspring.Storage;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring prove</c>: a pool's public log as one file that others check without the server.</summary>
internal static class ProveCommand
{
    public static Command Build()
    {
        var data = new Argument<string>("DIR") { Description = "账本或平台目录 directory of a pool or a platform" };
        var index = new Option<long?>("--index") { Description = "只证明第几条 one entry only", HelpName = "N" };
        var file = new Option<string>("--out")
        {
            Description = "证明包文件 file to write", HelpName = "FILE", DefaultValueFactory = _ => "wellspring-log.bundle",
        };
        var command = new Command("prove", "公开日志证明包 write the public log with its proof") { data, index, file };
        command.SetAction(async parsed =>
        {
            var (directory, keys) = PlaceOf(parsed.GetRequiredValue(data));
            var target = parsed.GetRequiredValue(file);
            if (File.Exists(target))
            {
                throw new BadInputException($"{target} 已存在,不覆盖。", $"{target} exists; nothing is overwritten.");
            }

            var present = KeyOf(parsed.GetRequiredValue(data), keys);
            return await Terminal.WithProgressAsync("证明 proving", progress => Task.Run(() =>
                Prove(directory, keys, present, parsed.GetValue(index), target, progress)));
        });
        return command;
    }

    /// <summary>The pool, and where its log's key lies: with a platform's other keys, or beside the journal.</summary>
    public static (PoolDirectory Directory, LogKeys Keys) PlaceOf(string data) =>
        Directory.Exists(Path.Combine(data, "pool"))
            ? (Options.Existing(Path.Combine(data, "pool")), new(Path.Combine(data, "keys")))
            : (Options.Existing(data), new(data));

    // A platform's log has the platform's name: only the platform knows it, so only the platform makes the key.
    private static NoteSigner? KeyOf(string data, LogKeys keys) =>
        !Directory.Exists(Path.Combine(data, "pool")) ? null
        : keys.Find() ?? throw new BadInputException(
            $"{Path.Combine(data, "keys")} 里还没有 log.key；请先启动一次平台，它会自动生成。",
            $"There is no log.key in {Path.Combine(data, "keys")} yet; start the platform once, it makes the key.");

    private static int Prove(
        PoolDirectory directory, LogKeys keys, NoteSigner? present, long? index, string target,
        Action<double> progress)
    {
        using var journal = directory.OpenToRead();
        var end = journal.End();
        var book = new PublicLogBook();
        book.CatchUp(journal, size => progress(0.9 * size / Math.Max(size, end.Position)), CancellationToken.None);
        if (keys.Signed() is { } before && !book.Continues(Checkpoint.Parse(before.Text)))
        {
            Console.WriteLine(
                $"账本缺少已经签过名的历史（{Checkpoint.Parse(before.Text).Size} 条），不再签名；请恢复较新的备份。");
            Console.WriteLine(
                "The journal lacks history that was signed before; nothing is signed. Restore a later backup.");
            return ExitCodes.DamagedData;
        }

        var size = book.Size;
        if (index is < 0 || index >= size)
        {
            throw new BadInputException(
                $"--index 应在 0 到 {size - 1} 之间。", $"--index is between 0 and {size - 1}.");
        }

        var key = present ?? keys.Open($"{directory.Load().Plan.Settings.Id}.pool");
        var note = book.Sign(key, size);
        keys.Keep(note);
        Write(journal, book, note, key, index, target);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"已写出 written: {(index is { } one ? $"第 {one} 条 entry {one} / " : "")}{size} 条 entries → {target}"));
        Console.WriteLine($"根 root   {book.RootAt(size)}");
        Console.WriteLine($"公钥 key  {key.Verifier}");
        Console.WriteLine($"核验 check it: wellspring-verify {target}");
        return ExitCodes.Done;
    }

    private static void Write(
        Wellspring.Engine.Journals.IJournal journal, PublicLogBook book, SignedNote note, NoteSigner key, long? index,
        string target)
    {
        var proof = index is { } place ? book.Inclusion(place, book.Size).Select(one => one.ToString()) : [];
        using var output = new BufferedStream(File.Create(target), 1 << 16);
        LogBundle.Write(
            output, new(LogBundle.Format, key.Verifier.ToString(), note.ToString(), index, [.. proof]),
            PublicLogBook.Entries(journal, index ?? 0, index + 1 ?? book.Size));
    }
}

/// <summary><c>wellspring rotate log</c>: the next key of a platform's public log.</summary>
internal static class LogKeyCommand
{
    public static Command Build()
    {
        var data = Options.Data();
        var command = new Command("log", "更换公开日志的签名钥 make the next key of the public log") { data };
        command.SetAction(parsed =>
        {
            var folder = Path.Combine(parsed.GetRequiredValue(data), "keys");
            var keys = new LogKeys(folder);
            var present = keys.Find() ?? throw new BadInputException(
                $"{folder} 里还没有 log.key；平台第一次启动时自动生成。",
                $"There is no log.key in {folder} yet; the platform makes it on its first start.");
            if (keys.Next() is not null)
            {
                throw new BadInputException(
                    "上一次换钥还没完成；请先启动平台。", "The last change is not done yet; start the platform first.");
            }

            var next = keys.MakeNext(present);
            Console.WriteLine($"现用 present  {present.Verifier}");
            Console.WriteLine($"新钥 next     {next.Verifier}");
            Console.WriteLine("平台运行时一秒内换上，并在公开日志写明，新旧两钥都签名。");
            Console.WriteLine("A running platform takes it within a second, and says so in the log under both keys.");
            return ExitCodes.Done;
        });
        return command;
    }
}
