using System.CommandLine;
using System.Security.Cryptography;
using Wellspring.Cli.Legacy;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Legacy.Files;
using Wellspring.Shop.Pools;
using ClaimRow = Wellspring.Shop.Legacy.Files.ClaimRow;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring legacy import</c> and <c>members</c>: what an old platform leaves, from its CSV.</summary>
internal static class LegacyImportCommand
{
    private const int AtOnce = 1_000;
    private const string By = "cli";

    // Somewhere on earth it is the next day already.
    private static readonly Duration Earliest = new(14 * 3_600_000L);

    public static Command Claims()
    {
        var data = Data();
        var json = Options.Json();
        var file = new Argument<string>("CLAIMS.csv") { Description = "债权文件 file of claims" };
        var evidence = new Option<string?>("--evidence")
        {
            Description = "证据目录:evidence 列可写其中的文件名 folder of evidence; the column may name its files",
            HelpName = "DIR",
        };
        var dry = new Option<bool>("--dry-run") { Description = "试读,不登记 read and check, register nothing" };
        var command = new Command("import", "登记旧平台的债权 register an old platform's claims")
        {
            file, data, evidence, dry, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = Existing(parsed.GetRequiredValue(file));
            var folder = parsed.GetValue(data);
            if (folder is null && !parsed.GetValue(dry))
            {
                throw new BadInputException("请用 --data 给出账本目录,或加 --dry-run 只试读。",
                    "Name the data directory with --data, or only try the file with --dry-run.");
            }

            var report = await Terminal.WithProgressAsync("读取与登记 reading and registering", progress => RunAsync(
                path, folder, parsed.GetValue(evidence), parsed.GetValue(dry), progress, cancellation));
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => ClaimReport.Write(writer, report));
            }
            else
            {
                ClaimReport.Show(path, report);
            }

            return report.IsClean && report.Refused == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        });
        return command;
    }

    public static Command Members()
    {
        var data = Data();
        var file = new Argument<string>("MEMBERS.csv") { Description = "会员名单 list of members" };
        var dry = new Option<bool>("--dry-run") { Description = "试读,不记录 read and check, note nothing" };
        var json = Options.Json();
        var command = new Command("members", "记下旧平台的会员和推荐树 note an old platform's members and referral tree")
        {
            file, data, dry, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = Existing(parsed.GetRequiredValue(file));
            var folder = parsed.GetValue(data);
            var report = await Terminal.WithProgressAsync("读取名单 reading the list", progress => Task.Run(
                () => ReadMembers(path, folder, parsed.GetValue(dry), progress, cancellation), cancellation));
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => ClaimReport.Write(writer, report));
            }
            else
            {
                ClaimReport.Show(path, report);
            }

            return report.IsClean ? ExitCodes.Done : ExitCodes.BadInput;
        });
        return command;
    }

    private static Option<string?> Data() => new("--data")
    {
        Description = "数据目录 data directory of a platform or a pool", HelpName = "DIR",
    };

    private static string Existing(string path) => File.Exists(path)
        ? path
        : throw new BadInputException($"找不到文件 {path}。", $"There is no file {path}.");

    private static async Task<Shop.Legacy.ImportReport> RunAsync(
        string path, string? data, string? evidence, bool isDry, Action<double> progress,
        CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var reading = new ClaimReading(Options.Now.DayAt(Earliest))
        {
            HashOf = evidence is null ? null : name => HashOf(evidence, name),
            Said = (done, all) => progress(all == 0 ? 1 : (double)done / all),
        };
        var read = ClaimFile.Read(file, reading, cancellation);
        if (data is null)
        {
            return new(read, read.Accepted, default, [], read.ByCreditor.Count, Money.Zero, default, 0);
        }

        // A platform keeps its pool in a folder of its own, and whom an account belongs to in its records.
        var isPlatform = ShopDatabase.IsIn(data);
        using var database = isPlatform ? ShopDatabase.OpenIn(data) : null;
        var pool = Options.Existing(isPlatform ? Site.PoolPath(data) : data);
        await using var writer = PoolWriter.Start(pool.OpenToWrite(null), new());
        return await RegisterAsync(new(database, writer), read, path, isDry, progress, cancellation);
    }

    private static async Task<Shop.Legacy.ImportReport> RegisterAsync(
        Place place, ClaimFile read, string path, bool isDry, Action<double> progress, CancellationToken cancellation)
    {
        var known = await place.KnownAsync(read, cancellation);
        if (await place.Writer.ReadAsync(desk => desk.Pool.Plan.Legacy is null, cancellation))
        {
            throw new BadInputException("该账本的方案没有 legacy 部分,不能登记债权;请先发布带 legacy 的新版。",
                "The plan of this pool has no legacy group and takes no claims; publish a version with it first.");
        }

        var (report, fresh) = await place.Writer.ReadAsync(
            desk => ClaimRegister.Compare(desk.Pool, desk.Names.Find, read, known), cancellation);
        if (isDry || !report.IsClean || fresh.Count == 0)
        {
            return report;
        }

        var import = place.Database is { } begun ? ClaimImports.Begin(begun, report, path, By, Options.Now) : null;
        var (done, refused) = (default(ClaimSum), 0L);
        for (var start = 0; start < fresh.Count; start += AtOnce)
        {
            var rows = fresh[start..Math.Min(start + AtOnce, fresh.Count)];
            var at = await place.NowAsync(cancellation);
            var commands = rows.Zip(place.Resolve(rows), (row, member) =>
                (PoolCommand)ClaimRegister.Command(row, member, at));
            var answers = await place.Writer.SubmitAsync([.. commands], cancellation);
            foreach (var (row, answer) in rows.Zip(answers))
            {
                var isDone = answer is { Kind: AnswerKind.Done or AnswerKind.Repeated, Reason: Refusal.None };
                (done, refused) = isDone ? (done + row.Amount, refused) : (done, refused + 1);
            }

            progress((double)(start + rows.Count) / fresh.Count);
        }

        report = report with { Done = done, Refused = refused };
        if (import is not null)
        {
            ClaimImports.End(place.Database!, import, report, By, Options.Now);
        }

        return report;
    }

    private static MemberReport ReadMembers(
        string path, string? data, bool isDry, Action<double> progress, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        Action<long, long> said = (done, all) => progress(all == 0 ? 1 : (double)done / all);
        if (data is null && isDry)
        {
            var read = OldMemberFile.Read(file, said, cancellation);
            return new(read, read.Members.Count, 0, []);
        }

        if (data is null || !ShopDatabase.IsIn(data))
        {
            throw new BadInputException("请用 --data 给出平台目录(含 shop.db);名单只记在商城记录里,不进账本。",
                "Name a platform's data directory (with shop.db) by --data; the list goes into the shop's records, "
                + "never into the journal.");
        }

        using var database = ShopDatabase.OpenIn(data);
        var imports = new MemberImports(database, new PoolClock(TimeProvider.System, database));
        return isDry
            ? imports.DryRun(file, said, cancellation)
            : imports.Run(file, Path.GetFileName(path), By, said, cancellation);
    }

    // Only files of the folder itself: a name leads nowhere else.
    private static string? HashOf(string folder, string name)
    {
        var path = Path.Combine(folder, Path.GetFileName(name));
        if (Path.GetFileName(name) != name || !File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Where claims are registered: a pool, with a platform's records beside it or without.</summary>
    private sealed record Place(ShopDatabase? Database, PoolWriter Writer)
    {
        /// <summary>Whom each cell names; without records a creditor is known by the name the pool knows.</summary>
        public async Task<IReadOnlyDictionary<string, string?>> KnownAsync(
            ClaimFile file, CancellationToken cancellation)
        {
            if (Database is { } database)
            {
                return database.Read(reader => OldCreditors.Known(reader, file.ByCreditor.Keys));
            }

            return file.ByCreditor.Keys.FirstOrDefault(ClaimFile.IsPersonal) is { } personal
                ? throw new BadInputException(
                    "creditor 列里有电话、邮箱或证件号,而这里只有账本、没有商城记录;请换成内部编号。",
                    "The column creditor holds a telephone number, mail address or document, and there are no shop "
                    + $"records here to keep it; use internal numbers ({personal[..2]}***).")
                : await Writer.ReadAsync(
                    desk => file.ByCreditor.Keys.ToDictionary(
                        cell => cell, cell => desk.Names.Find(cell) == MemberNumber.None ? null : cell,
                        StringComparer.Ordinal),
                    cancellation);
        }

        public IReadOnlyList<string> Resolve(List<ClaimRow> rows) => Database is { } database
            ? database.Write(transaction =>
                rows.Select(row => OldCreditors.Resolve(transaction, row.Creditor, Options.Now)).ToList())
            : rows.ConvertAll(row => row.Creditor);

        // The pool's time never runs back; a sandbox may be ahead of the wall.
        public Task<Instant> NowAsync(CancellationToken cancellation) =>
            Writer.ReadAsync(desk => Options.Now.Later(desk.Pool.Clock), cancellation);
    }
}
