using System.Text.Json;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Cluster;

/// <summary>A question to a pool, as it travels between nodes: what is asked about, and which one.</summary>
public sealed record PoolQuestion(string About, string? Which = null)
{
    /// <summary>The pool's own figures.</summary>
    public const string Pool = "pool";

    /// <summary>A member's points and money, by outside name.</summary>
    public const string Member = "member";

    /// <summary>What became of a command, by its id.</summary>
    public const string Command = "command";

    /// <summary>The public log; what of it, the log itself reads.</summary>
    public const string Log = "log";

    /// <summary>Null where it is not understood: a later release may ask more.</summary>
    public static PoolQuestion? Read(byte[] question) =>
        JsonSerializer.Deserialize<PoolQuestion>(question) is { About: Pool or Member or Command or Log } known
            ? known
            : null;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>One JSON object; <c>null</c> where there is nothing of this name.</summary>
    internal byte[] Answer(PoolDesk desk)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, AnswerJson.OneLine))
        {
            switch (About)
            {
                case Pool:
                    WritePool(writer, desk);
                    break;
                case Member when desk.Names.Find(Which ?? "") is var number && number != MemberNumber.None:
                    WriteMember(writer, desk, number);
                    break;
                case Command when desk.FindCommand(Which ?? "") is { } record:
                    RecordText.Write(writer, record, desk.Names.NameOf);
                    break;
                default:
                    writer.WriteNullValue();
                    break;
            }
        }

        return output.ToArray();
    }

    private static void WritePool(Utf8JsonWriter writer, PoolDesk desk)
    {
        writer.WriteStartObject();
        PoolStatus.Write(writer, desk.Pool, desk.Position, desk.Durable.Hash.Span);
        writer.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter writer, PoolDesk desk, MemberNumber number)
    {
        var member = desk.Pool.Member(number);
        writer.WriteStartObject();
        writer.WriteString("member", Which);
        writer.WriteString("points", member.Points.ToString());
        writer.WriteString("value", member.Value.ToString());
        writer.WriteString("basis", member.Basis.ToString());
        writer.WriteString("proceeds", member.Proceeds.ToString());
        writer.WriteString("wallet", member.Wallet.ToString());
        writer.WriteString("goodsCredit", member.GoodsCredit.ToString());
        writer.WriteString("receivable", member.Receivable.ToString());
        writer.WriteNumber("pendingOrders", member.Pending.Length);
        writer.WriteNumber("scale", desk.Pool.Backing.Scale);
        writer.WriteString("noticeEnds", member.NoticeEnds?.ToString());
        writer.WriteNumber("position", desk.Position);
        writer.WriteEndObject();
    }
}
