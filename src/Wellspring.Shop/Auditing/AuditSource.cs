using System.Security.Cryptography;
using System.Text;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Auditing;

/// <summary>What a pack is made from: one moment of a journal, and of the shop's records where there are any.</summary>
internal sealed class AuditSource
{
    private readonly Names? _names;
    private readonly byte[] _pseudonymKey;
    private Survey? _survey;

    /// <param name="names">Null where a pack is checked: it knows numbers, no names.</param>
    public AuditSource(IJournal journal, Names? names, ShopReader? shop, ReadOnlyMemory<byte> nameKey)
    {
        (Journal, _names, Shop) = (journal, names, shop);
        _pseudonymKey = nameKey.ToArray();
        End = journal.End();
        Plan = Replay.PlanOf(journal);
    }

    public IJournal Journal { get; }

    public ShopReader? Shop { get; }

    public JournalEnd End { get; }

    /// <summary>The plan the pool was opened with.</summary>
    public Plan Plan { get; }

    /// <summary>The platform's own settings that an auditor compares (export 23); names and values.</summary>
    public IReadOnlyList<(string Name, string Value)> Configuration { get; init; } = [];

    /// <summary>Called now and then so that a long reading can end.</summary>
    public Action Pulse { get; init; } = () => { };

    /// <summary>The whole life of the pool in figures; read once, when first asked for.</summary>
    public Survey Survey => _survey ??= Survey.Of(this);

    public IEnumerable<JournalRecord> Records()
    {
        foreach (var record in Replay.Records(Journal, 0, End))
        {
            if (record.Position % 1_000 == 0)
            {
                Pulse();
            }

            yield return record;
        }
    }

    /// <summary>All records with the pool as it stood before and after each, and the backing before.</summary>
    public IEnumerable<(JournalRecord Record, Backing Before, Pool Pool)> Walk(IPostings? postings = null)
    {
        var pool = new Pool(Plan, postings);
        foreach (var record in Records())
        {
            var before = pool.Backing;
            Replay.Apply(pool, record);
            yield return (record, before, pool);
        }
    }

    public static string CodeOf(MemberNumber number) => number == MemberNumber.None ? "" : number.ToString();

    /// <summary>The code that stands for a member's id in every file of every pack of this journal.</summary>
    public string CodeOf(string id) => id.Length == 0 ? ""
        : _names is not null && id.EnumerateRunes().Count() <= 64 && _names.Find(id) is { Value: > 0 } number
            ? CodeOf(number)
            : "P-" + Convert.ToHexStringLower(
                HMACSHA256.HashData(_pseudonymKey, Encoding.UTF8.GetBytes(id)).AsSpan(0, 6));
}
