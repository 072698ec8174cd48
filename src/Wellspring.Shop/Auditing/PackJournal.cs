using System.Text.Json;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>The journal as a pack carries it: read only, straight from the file.</summary>
internal sealed class PackJournal(string path, JournalEnd end) : IJournal
{
    public JournalEnd End() => end;

    public void Append(JournalEnd expected, JournalBatch batch) =>
        throw new NotSupportedException("a pack is read only");

    public IEnumerable<JournalBatch> Read(long position) => File.ReadLines(path).Select(Batch)
        .SkipWhile(batch => batch.Next <= position);

    public JournalBatch? Find(long position) => Read(position).FirstOrDefault(batch => batch.First <= position);

    public IEnumerable<MemberName> Names() => [];

    public ReadOnlyMemory<byte> NameKey() => default;

    public void Dispose()
    {
        // The file is opened for each reading and closed after it.
    }

    private static JournalBatch Batch(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var batch = json.RootElement;
            return new(batch.GetProperty("first").GetInt64(), batch.GetProperty("count").GetInt32(),
                batch.GetProperty("payload").GetBytesFromBase64(),
                Convert.FromHexString(batch.GetProperty("hash").GetString()!), []);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException)
        {
            throw new JournalDamagedException(0, $"{JournalExports.Batches}.jsonl: unreadable");
        }
    }
}
