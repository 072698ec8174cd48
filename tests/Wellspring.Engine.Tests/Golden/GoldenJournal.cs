using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.PublicLog;
using Wellspring.Storage;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Engine.Tests.Golden;

/// <summary>One journal as a released version wrote it, with what it must give for ever. It is never edited.</summary>
/// <remarks>
/// Input: plan.json and commands.jsonl. Stored: journal.db, its head, expected.json and records.jsonl. They are made
/// by a test run under <c>WELLSPRING_WRITE_GOLDEN=1</c>, which is meant for a new version of the format only.
/// </remarks>
internal sealed record GoldenJournal(string Version, string Name)
{
    private const string Quarantine = "quarantine-";

    public static GoldenJournal[] All { get; } =
        [
            new("v1", "every-kind"), new("v1", "notices"), new("v1", "two-batches"), new("v1", "rewards"),
            new("v1", "versions"), new("v1", "legacy"), new("v1", "statements"),
        ];

    public static bool Writes => Environment.GetEnvironmentVariable("WELLSPRING_WRITE_GOLDEN") == "1";

    public static bool WritesPublic => Environment.GetEnvironmentVariable("WELLSPRING_WRITE_GOLDEN") == "public";

    public static JsonWriterOptions OneLine { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int CommandsABatch => Name == "two-batches" ? 1 : 5;

    private string Folder => Path.Combine(Here(), Version, Name);

    public string Expected => Read("expected.json");

    public string Records => Read("records.jsonl");

    public string Public => Read("public.jsonl");

    public string Read(string file) =>
        File.ReadAllText(Path.Combine(Folder, file)).ReplaceLineEndings("\n");

    /// <summary>The stored journal in a folder of its own: SQLite makes files beside it even to read it.</summary>
    public GoldenCopy Copy()
    {
        var copy = new GoldenCopy();
        foreach (var file in new[] { "journal.db", "journal.db.head" })
        {
            File.Copy(Path.Combine(Folder, file), Path.Combine(copy.Path, file));
        }

        return copy;
    }

    /// <summary>Runs the commands through a desk and the real journal, and stores what came out.</summary>
    public void Write()
    {
        using var copy = new GoldenCopy();
        var directory = new PoolDirectory(copy.Path);
        using (var desk = directory.OpenToWrite(Plan()))
        {
            Run(desk);
        }

        File.Copy(((SqliteJournals)directory.Journal).Path, Path.Combine(Folder, "journal.db"), overwrite: true);
        File.Copy(
                ((SqliteJournals)directory.Journal).Path + ".head", Path.Combine(Folder, "journal.db.head"),
                overwrite: true);
        File.WriteAllText(Path.Combine(Folder, "records.jsonl"), RecordsOf(directory));
        File.WriteAllText(Path.Combine(Folder, "public.jsonl"), PublicOf(directory));
        File.WriteAllText(Path.Combine(Folder, "expected.json"), ExpectedOf(directory));
    }

    /// <summary>Stores the public log of the journal as it lies there, for journals older than the log.</summary>
    public void WritePublic()
    {
        using var copy = Copy();
        File.WriteAllText(Path.Combine(Folder, "public.jsonl"), PublicOf(copy.Directory));
    }

    /// <summary>The public log of a journal, an entry a line.</summary>
    public static string PublicOf(PoolDirectory directory)
    {
        using var journal = directory.OpenToRead();
        return string.Concat(Replay.Records(journal, 0, journal.End())
            .Select(record => Encoding.UTF8.GetString(PublicRecord.Of(record)) + "\n"));
    }

    /// <summary>The readable export of a journal, members by name.</summary>
    public static string RecordsOf(PoolDirectory directory)
    {
        using var journal = directory.OpenToRead();
        var names = directory.Load().Names;
        var lines = new StringBuilder();
        foreach (var record in Replay.Records(journal, 0, journal.End()))
        {
            lines.Append(LineOf(record, names.NameOf)).Append('\n');
        }

        return lines.ToString();
    }

    public static string LineOf(JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, OneLine))
        {
            RecordText.Write(writer, record, nameOf);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Where the journal ends and what its replay adds up to.</summary>
    public static string ExpectedOf(PoolDirectory directory)
    {
        var (plan, pool, _, counts, end, _) = directory.Load();
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, OneLine with { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("position", end.Position);
            writer.WriteString("hash", Convert.ToHexStringLower(end.Hash.Span));
            writer.WriteString("stateHash", pool.StateHash());
            writer.WriteString("planHash", plan.Hash);
            writer.WriteString("clock", pool.Clock.ToString());
            writer.WriteString("pool", pool.Backing.Pool.ToString());
            writer.WriteString("circulating", pool.Backing.Circulating.ToString());
            writer.WriteString("reserve", pool.Backing.Reserve.ToString());
            writer.WriteNumber("scale", pool.Backing.Scale);
            writer.WriteNumber("members", pool.MemberCount);
            writer.WriteString("totals", pool.Totals.ToString());
            writer.WriteNumber("quarantined", counts.Quarantined);
            writer.WriteStartObject("refusals");
            foreach (var (reason, count) in counts.Refusals)
            {
                writer.WriteNumber(reason.Code(), count);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    // Approved at the time of the first command; only a plan that rests on acknowledgements has a file of them.
    private Plan Plan()
    {
        var draft = PlanFile.Read(Read("plan.json")).Draft!;
        if (!File.Exists(Path.Combine(Folder, "acknowledgements.json")))
        {
            return Approve(draft);
        }

        var given = AcknowledgementFile.Read(Read("acknowledgements.json")).All;
        Assert.True(PlanReview.TryApprove(draft, given, given[0].At, out var plan, out var findings), $"{findings}");
        return plan;
    }

    private void Run(PoolDesk desk)
    {
        var commands = 0;
        foreach (var line in Read("commands.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var command = CommandText.Read(line).Command ?? throw new FormatException(line);
            desk.DecidesInstead = command.Id.StartsWith(Quarantine, StringComparison.Ordinal)
                ? (_, _, _) => Decision.Quarantine("the price never falls")
                : null;
            desk.Handle(command);
            if (++commands % CommandsABatch == 0)
            {
                desk.Write(desk.TakeBatch()!);
            }
        }

        if (desk.TakeBatch() is { } rest)
        {
            desk.Write(rest);
        }
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    public override string ToString() => $"{Version}/{Name}";
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class GoldenCopy : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("golden-").FullName;

    public PoolDirectory Directory => new(Path);

    /// <summary>The batches as any SQLite program reads them, past our own journal.</summary>
    public IReadOnlyList<(long First, long Count, byte[] Hash, byte[] Payload)> Batches()
    {
        using var connection = Connect();
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT first, count, hash, payload FROM batches ORDER BY first";
        using var row = query.ExecuteReader();
        var batches = new List<(long, long, byte[], byte[])>();
        while (row.Read())
        {
            batches.Add((row.GetInt64(0), row.GetInt64(1), (byte[])row[2], (byte[])row[3]));
        }

        return batches;
    }

    public Dictionary<long, string> Names()
    {
        using var connection = Connect();
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT number, name FROM names";
        using var row = query.ExecuteReader();
        var names = new Dictionary<long, string>();
        while (row.Read())
        {
            names.Add(row.GetInt64(0), row.GetString(1));
        }

        return names;
    }

    public void Change(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);

    private SqliteConnection Connect()
    {
        var source = new SqliteConnectionStringBuilder
        {
            DataSource = System.IO.Path.Combine(Path, "journal.db"),
            Pooling = false,
        };
        var connection = new SqliteConnection(source.ToString());
        connection.Open();
        return connection;
    }
}
