using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Tests.Golden;

/// <summary>docs/formats/journal.md is enough to read a journal, and says what the product does.</summary>
public sealed class JournalDocumentTests
{
    /// <summary>What the record holds and the readable export leaves out.</summary>
    private static readonly string[] NotExported = ["position", "day"];

    /// <summary>What later steps of a withdrawal repeat in their records and not in the export.</summary>
    private static readonly string[] OnceExported = ["fee", "state"];

    private static readonly string[] Programs = ["sh", "sqlite3", "xxd", "sha256sum"];

    public static TheoryData<string, string> Journals => GoldenTests.Journals;

    [Theory]
    [MemberData(nameof(Journals))]
    public void The_page_alone_is_enough_to_read_every_figure(string version, string name)
    {
        var golden = new GoldenJournal(version, name);
        using var copy = golden.Copy();
        var page = new FormatDocument();
        var names = copy.Names();
        var lines = golden.Records.Split('\n');
        var previous = new byte[32];
        var position = 0;

        foreach (var (first, count, hash, payload) in copy.Batches())
        {
            Assert.Equal(hash, SHA256.HashData(payload));
            Assert.Equal(position, first);
            foreach (var bytes in DocumentDecoder.RecordsOf(payload, first, previous))
            {
                var decoder = new DocumentDecoder(page, bytes, number => names[number]);
                var figures = decoder.Decode();
                Assert.True(decoder.IsAtEnd, $"record {position} has bytes that the page does not mention");
                AssertSame(lines[position], figures, position);
                AssertHidden(RecordCodec.Read(bytes, position), figures);
                position++;
            }

            Assert.Equal(position, first + count);
            previous = hash;
        }

        Assert.Equal(lines.Length - 1, position);
    }

    [Fact]
    public void The_page_knows_every_refusal_funding_reward_and_withdrawal_state()
    {
        var page = new FormatDocument();

        Assert.Equal(
            Enum.GetValues<Refusal>().Where(it => it != 0).Select(it => ($"{(int)it}", it.Code())),
            page.Fields("Codes refusal"));
        Assert.Equal(
            Enum.GetValues<FundingMode>().Select(it => ($"{(int)it}", it.Code())), page.Fields("Codes funding-mode"));
        Assert.Equal(
            Enum.GetValues<RewardKind>().Select(it => ($"{(int)it}", it.Code)), page.Fields("Codes reward-kind"));
        Assert.Equal(
            Enum.GetValues<AgentTier>().Select(it => ($"{(int)it}", it.Code())), page.Fields("Codes agent-tier"));
        Assert.Equal(Enum.GetValues<WithdrawalState>().Length, page.Fields("Codes withdrawal-state").Count());
    }

    [Fact]
    public void A_due_item_that_no_golden_journal_has_reads_as_the_page_says()
    {
        var item = new DueItem.NoticeHeld(new(7));
        var record = new JournalRecord(
            9, null, 0, new(5), 0, new PoolEvent.DueProcessed(new(5), [item]), default, default, default, 3, default,
            []);

        var figures = new DocumentDecoder(new(), GoldenTests.Encode(record), number => $"M{number}").Decode();

        Assert.Equal("noticeHeld", figures["items[0].event"]);
        Assert.Equal("M7", figures["items[0].member"]);
    }

    [Fact]
    public void The_worked_example_is_the_golden_journal_byte_for_byte()
    {
        using var copy = new GoldenJournal("v1", "two-batches").Copy();
        var page = new FormatDocument();
        var batches = copy.Batches();

        Assert.Equal(Convert.ToHexStringLower(batches[1].Payload), page.ExampleBytes);
        foreach (var (_, _, hash, _) in batches)
        {
            var text = Convert.ToHexStringLower(hash);
            Assert.Contains(page.Lines, line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void The_head_file_lies_as_the_page_says(string version, string name)
    {
        using var copy = new GoldenJournal(version, name).Copy();
        var last = copy.Batches()[^1];

        var ends = File.ReadAllBytes(Path.Combine(copy.Path, "journal.db.head")).Chunk(48)
            .Where(slot => SHA256.HashData(slot.AsSpan(0, 40)).AsSpan(0, 8).SequenceEqual(slot.AsSpan(40)))
            .Select(slot => (
                Position: BinaryPrimitives.ReadInt64LittleEndian(slot), Hash: slot.AsSpan(8, 32).ToArray()));

        var (position, hash) = ends.MaxBy(slot => slot.Position);
        Assert.Equal(last.First + last.Count, position);
        Assert.Equal(last.Hash, hash);
    }

    [Fact]
    public void The_page_s_few_lines_of_shell_follow_the_chain_and_name_the_batch_that_was_changed()
    {
        Assert.SkipUnless(
            Programs.All(IsInstalled), "sqlite3, xxd or sha256sum is not installed");
        using var copy = new GoldenJournal("v1", "every-kind").Copy();
        var batches = copy.Batches();
        var hashes = batches.Select(batch => $"{batch.First} {Convert.ToHexStringLower(batch.Hash)}");
        Assert.Equal(hashes, Shell(copy.Path));

        var payload = batches[3].Payload;
        payload[^1] ^= 1;
        copy.Change($"UPDATE batches SET payload = x'{Convert.ToHexString(payload)}' WHERE first = {batches[3].First}");

        Assert.Equal(
            [$"batch {batches[3].First}: hash-mismatch"], Shell(copy.Path).Where(line => line.StartsWith('b')));
    }

    private static string[] Shell(string folder)
    {
        var script = new FormatDocument().Lines
            .SkipWhile(line => line != "```sh").Skip(1).TakeWhile(line => line != "```");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", string.Join('\n', script)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        return shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsInstalled(string program) => Environment.GetEnvironmentVariable("PATH")!
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    // Every figure of the export was decoded, and every decoded figure is in the export.
    private static void AssertSame(string line, IReadOnlyDictionary<string, string> decoded, int position)
    {
        using var json = JsonDocument.Parse(line);
        var exported = new Dictionary<string, string>();
        Flatten(json.RootElement, "", exported);
        Assert.Equal($"{position}", exported["position"]);
        exported.Remove("position");

        foreach (var (path, text) in exported)
        {
            Assert.True(Derived(path, exported, decoded) == text, $"record {position}: {path} is {text} in the export");
        }

        var isRequest = exported["event"] == "withdrawalRequested";
        var isLaterStep = !isRequest && exported["event"].StartsWith("withdrawal", StringComparison.Ordinal);
        string[] leftOut = isLaterStep ? [.. NotExported, .. OnceExported] : NotExported;
        foreach (var (path, text) in decoded.Where(figure => !leftOut.Contains(figure.Key)))
        {
            // The export leaves out "nothing": no splits, no detail, no merchant of a mere reference.
            var isNothing = text is "" || (path.EndsWith("splits", StringComparison.Ordinal) && text == "0")
                || (path.EndsWith("fromDividends", StringComparison.Ordinal) && text == "0.000000");
            Assert.True(isNothing || exported.ContainsKey(path), $"record {position}: the export lacks {path} {text}");
        }
    }

    // Three figures stand in the export twice or as a sum.
    private static string? Derived(
        string path, Dictionary<string, string> exported, IReadOnlyDictionary<string, string> decoded) =>
        (exported["event"], path) switch
        {
            ("orderReversed", "order" or "member") => decoded[$"row.{path}"],
            ("withdrawalRequested" or "withdrawalApproved" or "withdrawalRejected" or "withdrawalSettled"
                or "withdrawalReturned", "amount") => (decimal.Parse(decoded["fromSales"], null)
                + decimal.Parse(decoded["fromRewards"], null)
                + decimal.Parse(decoded.GetValueOrDefault("fromDividends", "0"), null)).ToString("F6", null),
            _ => decoded.GetValueOrDefault(path),
        };

    private static void AssertHidden(JournalRecord record, IReadOnlyDictionary<string, string> decoded)
    {
        if (record.Event is PoolEvent.OrderPlaced)
        {
            Assert.Equal($"{record.Position}", decoded["position"]);
        }
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string> figures)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when path is "plan" or "statement":
                figures.Add(path, element.GetRawText());
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", figures);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Flatten(item, $"{path}[{index}]", figures);
                }

                break;
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                figures.Add(path, element.GetString()!);
                break;
            default:
                figures.Add(path, element.GetRawText().ToLowerInvariant());
                break;
        }
    }
}
