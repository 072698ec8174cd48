using System.Security.Cryptography;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Engine.Journals;
using Wellspring.Storage;

namespace Wellspring.Shop.Auditing;

/// <summary>What checking a pack found.</summary>
/// <param name="Manifest">Null where there is none that can be read.</param>
/// <param name="Mints">How many mints were proved to be backed.</param>
public sealed record PackVerdict(
    PackManifest? Manifest, string Fingerprint, long Records, long Mints, IReadOnlyList<Damage> Damages);

/// <summary>
/// Checks a pack with nothing but the pack: signature, every byte of every file, the hash chain, a replay of the whole
/// journal, the backing of every mint recomputed from its row, and the totals. Changes nothing.
/// </summary>
public sealed class PackCheck(string folder)
{
    private readonly List<Damage> _damages = [];
    private long _records;
    private long _mints;

    /// <param name="fingerprint">The key that must have signed; null accepts the one in the pack.</param>
    public PackVerdict Run(string? fingerprint = null)
    {
        var manifest = Signed(fingerprint, out var own);
        if (manifest is not null)
        {
            CheckFiles(manifest);
            if (_damages.Count == 0)
            {
                CheckContent(manifest);
            }
        }

        return new(manifest, own, _records, _mints, _damages);
    }

    private PackManifest? Signed(string? fingerprint, out string own)
    {
        own = "";
        var (path, signaturePath) = (At(PackManifest.FileName), At(PackManifest.SignatureName));
        if (!File.Exists(path) || !File.Exists(signaturePath))
        {
            Found(File.Exists(path) ? PackManifest.SignatureName : PackManifest.FileName, "missing");
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        PackManifest manifest;
        try
        {
            manifest = PackManifest.Read(bytes);
        }
        catch (JsonException broken)
        {
            Found(PackManifest.FileName, $"unreadable, line {broken.LineNumber + 1}");
            return null;
        }

        own = PackKey.FingerprintOf(manifest.PublicKey);
        var text = File.ReadAllText(signaturePath);
        var signature = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.TrimEnd('\n'), signature, out var length)
            || Convert.ToBase64String(signature.AsSpan(0, length)) + "\n" != text)
        {
            Found(PackManifest.SignatureName, "unreadable");
        }
        else if (!PackKey.Verifies(bytes, signature[..length], manifest.PublicKey))
        {
            Found(PackManifest.FileName, "signature does not belong to manifest.json and its key");
        }
        else if (fingerprint is not null && !string.Equals(fingerprint, own, StringComparison.OrdinalIgnoreCase))
        {
            Found(PackManifest.FileName, $"signed by another key: {own}");
        }
        else if (manifest.Format != PackManifest.CurrentFormat)
        {
            Found(PackManifest.FileName, $"unknown format {manifest.Format}");
        }

        return _damages.Count == 0 ? manifest : null;
    }

    private void CheckFiles(PackManifest manifest)
    {
        var listed = manifest.Exports.SelectMany(export => export.Files).ToList();
        foreach (var file in listed)
        {
            if (file.Name != Path.GetFileName(file.Name) || !File.Exists(At(file.Name)))
            {
                Found(file.Name, "missing");
                continue;
            }

            using var content = File.OpenRead(At(file.Name));
            if (content.Length != file.Bytes)
            {
                Found(file.Name, $"has {content.Length} bytes, not {file.Bytes}");
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(content)) != file.Sha256)
            {
                Found(file.Name, "hash-mismatch");
            }
        }

        var known = listed.Select(file => file.Name)
            .Append(PackManifest.FileName).Append(PackManifest.SignatureName).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            if (!known.Contains(Path.GetFileName(path)))
            {
                Found(Path.GetFileName(path), "belongs to no export of the manifest");
            }
        }
    }

    private void CheckContent(PackManifest manifest)
    {
        try
        {
            using var journal = new PackJournal(
                At(JournalExports.Batches + ".jsonl"),
                new(manifest.JournalPosition, Convert.FromHexString(manifest.JournalHash)));
            var source = new AuditSource(journal, names: null, shop: null, nameKey: default);
            if (source.Plan.Hash != manifest.PlanHash)
            {
                Found(PackManifest.FileName, "the plan's hash is not that of the journal");
            }

            Same(source, JournalExports.RecordTable);
            Same(source, JournalExports.DayTable);
            Same(source, JournalExports.MintTable);
            Same(source, PeopleExports.PersonTable);
            Same(source, PeopleExports.GraphTable);
            Same(source, PeopleExports.HonestyTable);
            _records = source.End.Position;
            CheckMints();
            CheckTotals(source);
        }
        catch (JournalDamagedException damaged)
        {
            Found($"{JournalExports.Batches}.jsonl, batch {damaged.Batch}", damaged.Reason);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException)
        {
            Found(JournalExports.Mints, $"unreadable: {broken.Message}");
        }
    }

    // The rows that can be computed from the chain alone are computed anew and compared byte by byte.
    private void Same(AuditSource source, AuditTable table)
    {
        var line = 0L;
        using var written = File.ReadLines(At(table.File + ".jsonl")).GetEnumerator();
        foreach (var row in table.Rows(source))
        {
            line++;
            var texts = table.Columns.Select((column, index) =>
                Cells.Write(source, column, row[index], isMasked: true)).ToArray();
            var expected = System.Text.Encoding.UTF8.GetString(PackWriter.Line(table.Columns, texts)).TrimEnd('\n');
            if (!written.MoveNext() || written.Current != expected)
            {
                Found($"{table.File}.jsonl, line {line}", "is not what the journal says");
                return;
            }
        }

        if (written.MoveNext())
        {
            Found($"{table.File}.jsonl, line {line + 1}", "is not in the journal");
        }
    }

    // Three laws of one mint, from its row alone, in 128 bits: it is worth no more than what came in with it, it is no
    // more points than that buys at the price before, and the price does not fall.
    private void CheckMints()
    {
        foreach (var line in File.ReadLines(At(JournalExports.Mints + ".jsonl")))
        {
            _mints++;
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            Int128 Units(string name, int decimals) =>
                Decimals.TryRead(row.GetProperty(name).GetString(), decimals, out var units)
                    ? units
                    : throw new FormatException($"line {_mints}: {name}");

            var (value, points) = (Units("mintValue", Money.Decimals), Units("points", Points.Decimals));
            var cash = Units("inflow", Money.Decimals) + Units("subsidy", Money.Decimals)
                + Units("deposit", Money.Decimals);
            var (pool, all) = (Units("poolBefore", Money.Decimals), Units("circulatingBefore", Points.Decimals));
            var (poolAfter, allAfter) = (Units("poolAfter", Money.Decimals),
                Units("circulatingAfter", Points.Decimals));
            if (value > cash || poolAfter - pool != cash || allAfter - all != points
                || (all > 0 && (points * pool > value * all || poolAfter * all < pool * allAfter)))
            {
                Found($"{JournalExports.Mints}.jsonl, line {_mints}", "unbacked mint (CN-RAI-04)");
            }
        }
    }

    private void CheckTotals(AuditSource source)
    {
        var pool = source.Survey.Pool;
        var totals = pool.Totals;
        Int128 held = pool.Backing.Float.Units;
        for (var number = 1; number <= pool.MemberCount; number++)
        {
            held += pool.Held(new(number)).Units;
        }

        held += pool.Legacy?.Locked.Units ?? 0;

        if (held != pool.Backing.Circulating.Units)
        {
            Found("05", "holdings and float are not the circulating points");
        }

        var (brought, left) = (
            (Int128)totals.Float.Units + totals.Inflow.Units + totals.SubsidiesUsed.Units + totals.Injected.Units
                + totals.RemaindersToPool.Units + totals.GoodsReturned.Units + totals.LegacyDeposits.Units,
            (Int128)totals.Paid.Units + totals.Redeemed.Units + totals.Released.Units + totals.ClosingPaid.Units);
        if (brought - left != (Int128)pool.Backing.Pool.Units + pool.Backing.Reserve.Units)
        {
            Found("04", "what came in less what went out is not the pool");
        }
    }

    private string At(string name) => Path.Combine(folder, name);

    private void Found(string where, string reason) => _damages.Add(new(where, reason));
}
