using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Golden;

/// <summary>Journals written by released versions are replayed for ever, and give what they gave.</summary>
public sealed class GoldenTests
{
    private static readonly string[] Private =
        ["id", "member", "order", "merchant", "voucher", "by", "approver", "source"];

    private const int Kinds = 36;

    // Of plan versions, acknowledgements, held orders and statements, from 40.
    private const int VersionKinds = 7;

    // Of old debts, from 50.
    private const int LegacyKinds = 13;

    public static TheoryData<string, string> Journals =>
        new(GoldenJournal.All.Select(golden => (golden.Version, golden.Name)));

    // Only a new version of the format is written, once, on purpose.
    static GoldenTests()
    {
        if (GoldenJournal.Writes)
        {
            Array.ForEach(GoldenJournal.All, golden => golden.Write());
        }

        if (GoldenJournal.WritesPublic)
        {
            Array.ForEach(GoldenJournal.All, golden => golden.WritePublic());
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Replaying_gives_the_same_position_hashes_and_totals(string version, string name)
    {
        var golden = new GoldenJournal(version, name);
        using var copy = golden.Copy();

        Assert.Equal(golden.Expected, GoldenJournal.ExpectedOf(copy.Directory));
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void The_readable_export_is_the_same_byte_for_byte(string version, string name)
    {
        var golden = new GoldenJournal(version, name);
        using var copy = golden.Copy();

        Assert.Equal(golden.Records, GoldenJournal.RecordsOf(copy.Directory));
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void The_public_log_is_the_same_byte_for_byte(string version, string name)
    {
        var golden = new GoldenJournal(version, name);
        using var copy = golden.Copy();

        Assert.Equal(golden.Public, GoldenJournal.PublicOf(copy.Directory));
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void An_entry_of_the_public_log_names_its_kind_as_the_export_does_and_nobody(string version, string name)
    {
        var golden = new GoldenJournal(version, name);
        var people = golden.Records.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .SelectMany(record => Private.Select(
                field => record.TryGetProperty(field, out var value) ? value.GetString() : null))
            .Where(word => word is not null).ToHashSet();

        foreach (var (record, entry) in golden.Records.Split('\n').Zip(golden.Public.Split('\n')).SkipLast(1))
        {
            var (full, open) = (JsonDocument.Parse(record).RootElement, JsonDocument.Parse(entry).RootElement);

            Assert.Equal(full.GetProperty("position").GetInt64(), open.GetProperty("i").GetInt64());
            Assert.Equal(full.GetProperty("event").GetString(), open.GetProperty("kind").GetString());
            Assert.Equal(full.GetProperty("pool").GetString(), open.GetProperty("pool").GetString());
            if (!open.TryGetProperty("statement", out _))
            {
                Assert.DoesNotContain(Words(open), people.Contains);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Each_record_encodes_to_the_bytes_it_was_read_from(string version, string name)
    {
        using var copy = new GoldenJournal(version, name).Copy();

        foreach (var (position, bytes) in RecordsOf(copy))
        {
            Assert.Equal(bytes, Encode(RecordCodec.Read(bytes, position)));
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void Verification_finds_nothing_wrong_with_a_copy(string version, string name)
    {
        using var copy = new GoldenJournal(version, name).Copy();

        var verification = new Verifier(copy.Directory).Run();

        Assert.Empty(verification.Damages);
        Assert.Equal(copy.Batches().Sum(batch => batch.Count), verification.Records);
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void A_record_with_fields_of_a_newer_release_still_reads(string version, string name)
    {
        using var copy = new GoldenJournal(version, name).Copy();

        foreach (var (position, bytes) in RecordsOf(copy))
        {
            var newer = RecordCodec.Read([.. bytes, 0x00, 0x7f, 0xff, 0x01], position);

            Assert.Equal(bytes, Encode(newer));
        }
    }

    [Fact]
    public void Golden_journals_hold_every_kind_every_due_item_and_every_consequence()
    {
        var kinds = new HashSet<int>();
        var items = new HashSet<Type>();
        var (exits, opened, lapsed, splits) = (false, false, false, false);
        foreach (var golden in GoldenJournal.All)
        {
            using var copy = golden.Copy();
            foreach (var (position, bytes) in RecordsOf(copy))
            {
                kinds.Add(bytes[0]);
                var happened = RecordCodec.Read(bytes, position).Event;
                var due = happened is PoolEvent.DueProcessed processed ? processed.Items : [];
                items.UnionWith(due.Select(item => item.GetType()));
                foreach (var after in due.Select(item => item.After).Append(happened.After))
                {
                    (exits, splits) = (exits || !after.Exits.IsEmpty, splits || after.Splits > 0);
                    (opened, lapsed) = (opened || !after.Notices.IsEmpty, lapsed || after.Lapsed.Value > 0);
                }
            }
        }

        Assert.Equal(
            [
                .. Enumerable.Range(1, Kinds), .. Enumerable.Range(40, VersionKinds),
                .. Enumerable.Range(50, LegacyKinds),
            ],
            kinds.Order());
        Assert.Superset(
            new HashSet<Type>
            {
                typeof(DueItem.OrderFinal), typeof(DueItem.OrderHeld), typeof(DueItem.NoticeEnded),
                typeof(DueItem.NoticeHeld), typeof(DueItem.PlanEffective), typeof(DueItem.ReleaseBegan),
                typeof(DueItem.PointsReleased),
            },
            items);
        Assert.True(exits && opened && lapsed && splits);
    }

    private static IEnumerable<string> Words(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .Where(field => field.Name is not ("kind" or "refusal")).SelectMany(field => Words(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Words),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    internal static byte[] Encode(JournalRecord record)
    {
        var writer = new WireWriter();
        RecordCodec.Write(writer, record);
        return writer.Written.ToArray();
    }

    internal static IEnumerable<(long Position, byte[] Bytes)> RecordsOf(GoldenCopy copy)
    {
        var previous = JournalBatch.NoHash;
        foreach (var (first, _, hash, payload) in copy.Batches())
        {
            var records = JournalBatch.Open(first, payload, hash, previous);
            previous = hash;
            for (var index = 0; index < records.Length; index++)
            {
                yield return (first + index, records[index].ToArray());
            }
        }
    }
}
