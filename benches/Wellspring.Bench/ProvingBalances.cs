using System.Security.Cryptography;
using System.Text;
using Wellspring.Engine;
using Wellspring.Proof;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Proofs;
using Wellspring.Storage;

namespace Wellspring.Bench;

/// <summary>The day's tree of all balances: how long it takes, how long the pool waits, how large a proof is.</summary>
internal static class ProvingBalances
{
    private const int Proofs = 200;

    public static void Run(Measurement measurement)
    {
        var options = measurement.Options;
        var secret = RandomNumberGenerator.GetBytes(BalanceTree.SaltSize);
        Balances[] balances =
            [.. Enumerable.Range(1, options.Members).Select(one => new Balances(one, 2L * one, one % 7))];
        var (order, parts, plain) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run <= options.Runs; run++)
        {
            (Digest Pseudonym, Balances Balances)[] leaves = [];
            var sorting = Measurement.Seconds(() => leaves = DayTree.Order(secret, balances));
            var hashing = Measurement.Seconds(() => BalanceTree.Build(DayTree.Roots(leaves)));
            var alone = Measurement.Seconds(() => BalanceTree.Build(
                [.. leaves.Select(leaf => BalanceTree.Leaf(leaf.Pseudonym, leaf.Balances))]));
            if (run > 0)
            {
                order.Add(sorting);
                parts.Add(hashing);
                plain.Add(alone);
            }
        }

        var who = $"{options.Members:N0} members";
        measurement.Add(new($"balances: salts, pseudonyms, in order, {who}", "s", "N2", order));
        measurement.Add(new($"balances: tree in parts, {who}", "s", "N2", parts));
        measurement.Add(new($"balances: the same tree in one piece on one core, {who}", "s", "N2", plain));
        RunPlatform(measurement, who).GetAwaiter().GetResult();
    }

    private static async Task RunPlatform(Measurement measurement, string who)
    {
        var options = measurement.Options;
        var directory = new PoolDirectory(measurement.Folder("pool"));
        var writer = PoolWriter.Start(directory.OpenToWrite(Given.WorkedExample), new());
        Given.Fill(writer, options.Members, options.Members);
        await writer.DisposeAsync();
        using var database = ShopDatabase.Open(Path.Combine(directory.Folder, "shop.db"));
        using var views = ViewStore.Open(directory);
        var clock = new PoolClock(TimeProvider.System, database);
        await using var gate = PoolGate.Open(directory, null, database, clock);
        using var follower = new JournalFollower(gate, database, views, []);
        Measurement.Progress("views follow …");
        await follower.RunAsync(default);
        var pause = await gate.ReadAsync(
            desk => Measurement.Seconds(() => { _ = desk.Pool.Holdings().Count(); }), CancellationToken.None);
        measurement.Add(new($"balances: read between two commands, the pool waits, {who}", "s", "N2", [pause]));

        var book = new BalanceBook(database, gate, new(gate, follower, database), follower, views, clock);
        var before = database.Bytes;
        BalanceDay? day = null;
        var whole = Measurement.Seconds(() => day = book.RunAsync(default).GetAwaiter().GetResult());
        measurement.Add(new(
            $"balances: a day from the pool to the statement in the journal, {who}", "s", "N2", [whole]));
        measurement.Add(new(
            "balances: kept a day", "bytes/member", "N1", [(double)(database.Bytes - before) / options.Members]));
        MeasureProofs(measurement, book, day!);
    }

    private static void MeasureProofs(Measurement measurement, BalanceBook book, BalanceDay day)
    {
        var (log, signer) = (new LogTree(), new NoteSigner("bench", NoteKeyKind.Log, new byte[32]));
        var entry = $$"""{"i":{{day.Index}},"topic":"balances","statement":{{day.Statement}}}""";
        for (var index = 0L; index <= day.Index; index++)
        {
            log.Add(LogProof.Leaf(index == day.Index ? Encoding.UTF8.GetBytes(entry) : BitConverter.GetBytes(index)));
        }

        var note = new SignedNote(new Checkpoint("bench", log.Size, log.Root, []).ToString(), []).SignedBy(signer);
        var (made, bytes, packed) = (new List<BalanceProof>(), new List<double>(), new List<double>());
        var making = Measurement.Seconds(() =>
        {
            for (var one = 0; one < Proofs; one++)
            {
                made.Add(book.Prove(day.Day, new(1 + (one * (day.Members - 1) / Proofs)))!);
            }
        });
        var files = made.Select(proof => new MemberProof(
            "bench", day.Day, proof.Member, proof.Salt, proof.Balances, proof.Place, proof.Path, proof.Statement,
            day.Index!.Value, entry, [.. log.Inclusion(day.Index.Value, log.Size)], note.ToString(),
            signer.Verifier.ToString())).ToList();
        foreach (var file in files)
        {
            bytes.Add(Encoding.UTF8.GetByteCount(file.ToString()));
            packed.Add((file.Path.Length * (Digest.Size + 24)) + (file.Inclusion.Length * Digest.Size));
        }

        var checking = Measurement.Seconds(() => Require(files.All(file => file.Failing().Count == 0)));
        measurement.Add(new("balances: a proof, its hashes and sums", "bytes", "N0", packed));
        measurement.Add(new("balances: a proof, the whole file of JSON", "bytes", "N0", bytes));
        measurement.Add(new("balances: making a proof", "ms", "N1", [making * 1_000 / Proofs]));
        measurement.Add(new("balances: checking a proof, all four steps", "ms", "N2", [checking * 1_000 / Proofs]));
        measurement.Note("Balances: leaves in the order of salted pseudonyms, kept for 7 days; a proof reads one part "
            + "of 4,096 leaves and the roots of the others.");
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("a proof does not hold");
        }
    }
}
