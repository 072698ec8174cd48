using System.Text.Json;
using Wellspring.Core;
using Wellspring.Shop.Auditing;

namespace Wellspring.Shop.Tests.Auditing;

/// <summary>A pack says the same of the same journal, hides people, and shows every change made to it.</summary>
public sealed class PackTests(AuditedPlatform platform) : IClassFixture<AuditedPlatform>
{
    private const int Seed = 20261122;

    [Fact]
    public void The_same_platform_gives_the_same_bytes_twice()
    {
        var again = platform.Write(new());

        Assert.Equal(Names(platform.Pack), Names(again));
        foreach (var name in Names(again))
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(platform.Pack, name)).AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(again, name))),
                name);
        }
    }

    [Fact]
    public void A_pack_proves_itself_with_nothing_beside_it()
    {
        var verdict = new PackCheck(platform.Pack).Run(platform.Key.Fingerprint);

        Assert.Empty(verdict.Damages);
        Assert.True(verdict.Mints > 100, $"{verdict.Mints} mints");
        Assert.Equal(platform.Key.Fingerprint, verdict.Fingerprint);
        using var journal = platform.Pool.OpenToRead();
        Assert.Equal(journal.End().Position, verdict.Records);
        Assert.Equal(Convert.ToHexStringLower(journal.End().Hash.Span), verdict.Manifest!.JournalHash);
    }

    [Fact]
    public void A_flipped_byte_in_any_file_is_found_and_its_file_named()
    {
        var folder = platform.Copy();
        var random = new Random(Seed);
        foreach (var name in Names(folder).Where(name => name != PackManifest.SignatureName))
        {
            var path = Path.Combine(folder, name);
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length == 0)
            {
                continue;
            }

            foreach (var place in new[] { 0, bytes.Length - 1, random.Next(bytes.Length) })
            {
                var changed = bytes.ToArray();
                changed[place] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, changed);

                var verdict = new PackCheck(folder).Run();

                Assert.True(verdict.Damages.Any(damage => damage.Where == name), $"{name} at {place}, seed {Seed}");
            }

            File.WriteAllBytes(path, bytes);
        }

        Assert.Empty(new PackCheck(folder).Run().Damages);
    }

    [Fact]
    public void A_flipped_byte_in_the_signature_is_found()
    {
        var folder = platform.Copy();
        var path = Path.Combine(folder, PackManifest.SignatureName);
        var bytes = File.ReadAllBytes(path);
        for (var place = 0; place < bytes.Length; place++)
        {
            var changed = bytes.ToArray();
            changed[place] ^= 1;
            File.WriteAllBytes(path, changed);

            Assert.NotEmpty(new PackCheck(folder).Run().Damages);
        }
    }

    [Fact]
    public void A_missing_file_and_a_file_too_many_are_found()
    {
        var folder = platform.Copy();
        File.Delete(Path.Combine(folder, "08-people.csv"));
        File.WriteAllText(Path.Combine(folder, "24-more.csv"), "x");

        var damages = new PackCheck(folder).Run().Damages;

        Assert.Equal(["08-people.csv", "24-more.csv"], damages.Select(damage => damage.Where));
    }

    [Fact]
    public void A_mint_that_was_made_larger_is_found_even_when_everything_was_signed_anew()
    {
        var folder = platform.Copy();
        var path = Path.Combine(folder, "05-mints.jsonl");
        var lines = File.ReadAllLines(path);
        using var row = JsonDocument.Parse(lines[7]);
        var points = row.RootElement.GetProperty("points").GetString()!;
        lines[7] = lines[7].Replace($"\"points\":\"{points}\"", $"\"points\":\"9{points}\"", StringComparison.Ordinal);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        AuditedPlatform.SignAnew(folder, platform.Key);

        var damages = new PackCheck(folder).Run().Damages;

        Assert.Contains(damages, damage => damage.Where == "05-mints.jsonl, line 8"
            && damage.Reason.Contains("CN-RAI-04", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_with_a_changed_record_is_found_even_when_everything_was_signed_anew()
    {
        var folder = platform.Copy();
        var path = Path.Combine(folder, "01-batches.jsonl");
        var lines = File.ReadAllLines(path);
        using var batch = JsonDocument.Parse(lines[0]);
        var payload = batch.RootElement.GetProperty("payload").GetString()!;
        var changed = Convert.FromBase64String(payload);
        changed[^40] ^= 1;
        lines[0] = lines[0].Replace(payload, Convert.ToBase64String(changed), StringComparison.Ordinal);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        AuditedPlatform.SignAnew(folder, platform.Key);

        var damages = new PackCheck(folder).Run().Damages;

        Assert.Equal(["01-batches.jsonl, batch 0"], damages.Select(damage => damage.Where));
        Assert.Equal("hash-mismatch", damages[0].Reason);
    }

    [Fact]
    public void A_pack_of_another_key_does_not_pass_where_the_key_is_known()
    {
        var folder = platform.Copy();
        var keys = Directory.CreateTempSubdirectory("other-key-").FullName;
        using var other = PackKey.Open(keys);
        AuditedPlatform.SignAnew(folder, other);

        Assert.Empty(new PackCheck(folder).Run().Damages);
        var damage = Assert.Single(new PackCheck(folder).Run(platform.Key.Fingerprint).Damages);
        Assert.Contains("another key", damage.Reason, StringComparison.Ordinal);
        Directory.Delete(keys, recursive: true);
    }

    [Fact]
    public void A_masked_pack_holds_no_name_address_or_typed_word_of_a_person()
    {
        platform.Database.Write(transaction => transaction.Execute($"""
            INSERT INTO tickets (id, member, kind, subject, state, about, opened_at, due_at)
            VALUES ('t-masked', 'demo-m-0001', 'complaint', '我叫欧阳静雯请尽快', 'open', NULL, 1, 2)
            """));
        platform.Database.Write(transaction => transaction.Execute($"""
            INSERT INTO withdrawals (id, member, amount, fee, from_sales, from_rewards, state, channel, payee,
                payee_name, requested_at)
            VALUES ('w-masked', 'demo-m-0001', 10000000, 0, 10000000, 0, 'requested', 'manual', '6222020000009876543',
                '欧阳静雯', 1)
            """));
        string[] personal = ["欧阳静雯", "6222020000009876543", "请尽快", "demo-m-0001", "演示会员"];

        var masked = Words(platform.Write(new()));
        var unmasked = Words(platform.Write(new() { Unmasked = new("京打非 2026-7", [12], "u-1", "u-2") }));

        Assert.DoesNotContain(personal, word => masked.Contains(word, StringComparison.Ordinal));
        Assert.Contains("欧***", masked, StringComparison.Ordinal);
        Assert.Contains("***6543", masked, StringComparison.Ordinal);
        Assert.Contains("\"payeeName\":\"欧阳静雯\"", unmasked, StringComparison.Ordinal);
        Assert.Contains("demo-m-0001", unmasked, StringComparison.Ordinal);
        Assert.Contains("京打非 2026-7", unmasked, StringComparison.Ordinal);
        // Only export 12 was asked for: what the complaint says stays hidden.
        Assert.DoesNotContain("请尽快", unmasked, StringComparison.Ordinal);
        platform.Database.Write(transaction =>
        {
            transaction.Execute($"DELETE FROM tickets WHERE id = 't-masked'");
            transaction.Execute($"DELETE FROM withdrawals WHERE id = 'w-masked'");
        });
    }

    [Fact]
    public void A_csv_says_what_the_lines_say_and_begins_with_a_mark_of_its_encoding()
    {
        var bytes = File.ReadAllBytes(Path.Combine(platform.Pack, "04-pool-days.csv"));
        var lines = File.ReadAllLines(Path.Combine(platform.Pack, "04-pool-days.csv"));
        using var first = JsonDocument.Parse(File.ReadLines(Path.Combine(platform.Pack, "04-pool-days.jsonl")).First());

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(first.RootElement.EnumerateObject().Select(one => one.Name), lines[0].Split(','));
        Assert.Equal(first.RootElement.EnumerateObject().Select(one => one.Value.ToString()), lines[1].Split(','));
    }

    [Fact]
    public void Days_follow_one_another_without_a_gap_in_the_money()
    {
        var closing = Money.Zero.ToString();
        foreach (var line in File.ReadLines(Path.Combine(platform.Pack, "04-pool-days.jsonl")))
        {
            using var day = JsonDocument.Parse(line);
            long Units(string name) => Decimals.TryRead(day.RootElement.GetProperty(name).GetString(), 6, out var units)
                ? units : throw new FormatException(name);
            string[] inflows =
                ["float", "inflow", "subsidies", "injections", "remainders", "goodsReturned", "deposits"];
            string[] outflows = ["paidForPoints", "redeemed", "released", "closingPaid", "depositsReturned"];

            Assert.Equal(closing, day.RootElement.GetProperty("opening").GetString());
            Assert.Equal(Units("closing"), Units("opening") + inflows.Sum(Units) - outflows.Sum(Units));
            closing = day.RootElement.GetProperty("closing").GetString()!;
        }

        Assert.NotEqual(Money.Zero.ToString(), closing);
    }

    [Fact]
    public void What_was_said_in_the_public_log_stands_in_the_pack_word_for_word_with_its_position()
    {
        using var said = JsonDocument.Parse(
            Assert.Single(File.ReadLines(Path.Combine(platform.Pack, "04-statements.jsonl"))));

        var end = platform.Pool.Load().End;
        Assert.Equal(end.Position - 1, said.RootElement.GetProperty("position").GetInt64());
        Assert.Equal("attestation", said.RootElement.GetProperty("topic").GetString());
        Assert.Equal(AuditedPlatform.Statement, said.RootElement.GetProperty("statement").GetRawText());
        Assert.True(DateTimeOffset.TryParse(said.RootElement.GetProperty("at").GetString(), out _));
    }

    private static List<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static string Words(string folder) =>
        string.Join('\n', Directory.EnumerateFiles(folder).Select(File.ReadAllText));
}
