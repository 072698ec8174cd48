using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Core;
using Wellspring.Engine;
using Wellspring.Engine.Exports;
using Wellspring.Engine.Journals;
using Wellspring.Server.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Server.Console;

/// <summary>
/// Long work that somebody started and may leave: it goes on, says how far it is, and keeps its result.
/// </summary>
public sealed record Job(
    string Id, string Kind, string State, string By, Instant StartedAt, Instant? EndedAt, long Done, long Total,
    string? File, string? Note);

/// <summary>Runs exports and verifications beside the work of the day, one at a time.</summary>
public sealed class Jobs(
    ShopDatabase database, Site site, IHostApplicationLifetime lifetime, ILogger<Jobs> log) : IDisposable
{
    public const string Verify = "verify";

    /// <summary>A masked pack for auditors, as one file.</summary>
    public const string Audit = "audit";

    /// <summary>What can be exported, and how its file ends.</summary>
    public static IReadOnlyDictionary<string, string> Exports { get; } = new Dictionary<string, string>
    {
        ["jsonl"] = "jsonl", ["csv"] = "csv", ["hledger"] = "journal", ["beancount"] = "beancount", [Audit] = "zip",
    };

    private const int ProgressEvery = 2_000;
    private const long KeptBytes = 64L * 1024 * 1024;
    private readonly SemaphoreSlim _alone = new(1, 1);
    private readonly HashSet<string> _running = [];
    private readonly Lock _noting = new();

    private string Folder => Path.Combine(site.Options.Folder, "exports");

    /// <summary>Starts an export (its format) or a verification; the id tells it from others.</summary>
    public string Start(string kind, string by)
    {
        if (kind != Verify && !Exports.ContainsKey(kind))
        {
            throw new ArgumentException($"no such work: {kind}", nameof(kind));
        }

        var id = Ids.New("job");
        var now = site.Clock.WallNow();
        database.Write(transaction =>
        {
            transaction.Execute($"""
                INSERT INTO staff_jobs (id, kind, state, by, started_at, done, total)
                VALUES ({id}, {kind}, 'running', {by}, {now}, 0, 0)
                """);
            Shop.Access.Audit.Note(transaction, now, by, $"job.{kind}", id);
        });
        lock (_noting)
        {
            _running.Add(id);
        }

        _ = Task.Run(() => RunAsync(id, kind));
        return id;
    }

    /// <summary>
    /// The latest work; what ran when an earlier server stopped is <c>lost</c> and can be started again.
    /// </summary>
    public IReadOnlyList<Job> Newest(int most = 50) => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, state, by, started_at, ended_at, done, total, file, note FROM staff_jobs
        ORDER BY started_at DESC, id LIMIT {most}
        """,
        row => new Job(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.At(4), row.AtOrNull(5), row.Integer(6),
            row.Integer(7), row.TextOrNull(8), row.TextOrNull(9))))
        .Select(job => job.State == "running" && !IsRunning(job.Id) ? job with { State = "lost" } : job).ToList();

    /// <summary>The file of a finished export; null where there is none.</summary>
    public string? FileOf(string id)
    {
        if (database.Read(reader => reader.Text(
            $"SELECT file FROM staff_jobs WHERE id = {id} AND state = 'done'")) is not { } name)
        {
            return null;
        }

        var path = Path.Combine(Folder, Path.GetFileName(name));
        site.Options.Shelf.Bring(path);
        return File.Exists(path) ? path : null;
    }

    public void Dispose() => _alone.Dispose();

    private bool IsRunning(string id)
    {
        lock (_noting)
        {
            return _running.Contains(id);
        }
    }

    private async Task RunAsync(string id, string kind)
    {
        try
        {
            await _alone.WaitAsync(lifetime.ApplicationStopping);
            try
            {
                if (kind == Verify)
                {
                    VerifyAll(id);
                }
                else if (kind == Audit)
                {
                    PackAll(id);
                }
                else
                {
                    await ExportAsync(id, kind);
                }
            }
            finally
            {
                _alone.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; the next one shows the work as lost.
        }
        catch (Exception failure)
        {
            log.LogError(failure, "work {Job} failed", id);
            End(id, "failed", null, failure.Message);
        }
        finally
        {
            lock (_noting)
            {
                _running.Remove(id);
            }
        }
    }

    // A copy is verified: what lies beside a running pool is being written to.
    private void VerifyAll(string id)
    {
        Directory.CreateDirectory(Folder);
        var copy = Path.Combine(Folder, id);
        var file = copy + ".backup";
        try
        {
            Backup.Write(site.Pool.Directory, file);
            var directory = new PoolDirectory(copy);
            Backup.Restore(file, directory);
            var found = new Verifier(directory).Run((done, total) => Note(id, done, total));
            var zh = found.Damages.Count == 0
                ? $"完好 intact · {found.Records} 条记录 records · {found.Hash[..16]}"
                : string.Join("; ", found.Damages.Select(damage => $"{damage.Where}: {damage.Reason}"));
            End(id, found.Damages.Count == 0 ? "done" : "failed", null, zh);
        }
        finally
        {
            File.Delete(file);
            if (Directory.Exists(copy))
            {
                Directory.Delete(copy, recursive: true);
            }
        }
    }

    private void PackAll(string id)
    {
        Directory.CreateDirectory(Folder);
        var name = $"{id}.zip";
        using var key = PackKey.Open(site.KeyFolder);
        var manifest = AuditPack.WriteZip(
            site.Pool.Directory, database, key, Path.Combine(Folder, name),
            new() { Said = (done, all) => Note(id, done, all) },
            lifetime.ApplicationStopping.ThrowIfCancellationRequested);
        Keep(name);
        End(id, "done", name, $"{manifest.JournalPosition} · {manifest.JournalHash[..16]} · key {key.Fingerprint}");
    }

    private async Task ExportAsync(string id, string kind)
    {
        Directory.CreateDirectory(Folder);
        var name = $"{id}.{Exports[kind]}";
        var part = Path.Combine(Folder, name + ".part");
        using (var journal = site.Pool.Directory.OpenToRead())
        await using (var output = new StreamWriter(part, append: false, new UTF8Encoding(false)))
        {
            var end = journal.End();
            var records = Counted(id, Replay.Records(journal, 0, end), end.Position);
            if (kind == "jsonl")
            {
                var names = site.Pool.Directory.Load().Names;
                WriteRecords(names, records, output);
            }
            else
            {
                LedgerExport.Write(output, FormatOf(kind), Replay.PlanOf(journal), records);
            }
        }

        // A file appears whole or not at all.
        File.Move(part, Path.Combine(Folder, name), overwrite: true);
        Keep(name);
        End(id, "done", name, null);
    }

    // A longer one is made again where it is wanted.
    private void Keep(string name)
    {
        var path = Path.Combine(Folder, name);
        if (new FileInfo(path).Length <= KeptBytes)
        {
            site.Options.Shelf.Keep(path);
        }
    }

    private static LedgerFormat FormatOf(string kind) => kind switch
    {
        "csv" => LedgerFormat.Csv,
        "hledger" => LedgerFormat.Hledger,
        _ => LedgerFormat.Beancount,
    };

    private static void WriteRecords(Names names, IEnumerable<JournalRecord> records, TextWriter output)
    {
        using var line = new MemoryStream();
        foreach (var record in records)
        {
            line.SetLength(0);
            using (var writer = new Utf8JsonWriter(line, JournalText.OneLine))
            {
                RecordText.Write(writer, record, names.NameOf);
            }

            output.WriteLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        }
    }

    private IEnumerable<JournalRecord> Counted(string id, IEnumerable<JournalRecord> records, long total)
    {
        foreach (var record in records)
        {
            lifetime.ApplicationStopping.ThrowIfCancellationRequested();
            if (record.Position % ProgressEvery == 0)
            {
                Note(id, record.Position, total);
            }

            yield return record;
        }

        Note(id, total, total);
    }

    private void Note(string id, long done, long total) => database.Write(transaction => transaction.Execute(
        $"UPDATE staff_jobs SET done = {done}, total = {total} WHERE id = {id}"));

    private void End(string id, string state, string? file, string? note) => database.Write(transaction =>
        transaction.Execute($"""
            UPDATE staff_jobs SET state = {state}, ended_at = {site.Clock.WallNow()}, file = {file}, note = {note}
            WHERE id = {id}
            """));
}

/// <summary>How the console writes records as JSON.</summary>
internal static class JournalText
{
    public static JsonWriterOptions OneLine { get; } = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonWriterOptions Indented { get; } = new()
    {
        Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One record, for people.</summary>
    public static string Of(JournalRecord record, Func<Core.Pools.MemberNumber, string> nameOf)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Indented))
        {
            RecordText.Write(writer, record, nameOf);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>What happened, in one word of the records' own language.</summary>
    public static string KindOf(JournalRecord record) => record.Event.GetType().Name;

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
