using System.Diagnostics;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>The bytes of records about plan versions, acknowledgements and held orders: kinds 40 to 49.</summary>
internal static class VersionCodec
{
    private const int PlanPublished = 40;
    private const int Acknowledged = 41;
    private const int AcknowledgementVoided = 42;
    private const int AttemptRecorded = 43;
    private const int OrderWasHeld = 44;
    private const int OrderReleased = 45;
    private const int StatementPublished = 46;

    /// <summary>The kind's number; null for a record of another family.</summary>
    public static int? KindOf(PoolEvent happened) => happened switch
    {
        PoolEvent.PlanPublished => PlanPublished,
        PoolEvent.Acknowledged => Acknowledged,
        PoolEvent.AcknowledgementVoided => AcknowledgementVoided,
        PoolEvent.AttemptRecorded => AttemptRecorded,
        PoolEvent.OrderWasHeld => OrderWasHeld,
        PoolEvent.OrderReleased => OrderReleased,
        PoolEvent.StatementPublished => StatementPublished,
        _ => null,
    };

    public static void Write(WireWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.PlanPublished it:
                writer.Text(it.Plan);
                writer.Unsigned((ulong)it.Version);
                writer.Signed(it.EffectiveAt.Milliseconds);
                VersionParts.Write(writer, it.Acknowledgements);
                writer.Text(it.By);
                writer.Text(it.Approver);
                break;
            case PoolEvent.Acknowledged it:
                VersionParts.Write(writer, it.Given);
                break;
            case PoolEvent.AcknowledgementVoided it:
                writer.Text(it.Code);
                writer.Text(it.By);
                writer.Text(it.Reason);
                break;
            case PoolEvent.AttemptRecorded it:
                writer.Text(it.Code);
                writer.Text(it.By);
                writer.Text(it.Subject);
                break;
            case PoolEvent.OrderWasHeld it:
                writer.Text(it.Order);
                writer.Text(it.Reason);
                break;
            case PoolEvent.OrderReleased it:
                writer.Text(it.Order);
                writer.Text(it.By);
                break;
            case PoolEvent.StatementPublished it:
                writer.Unsigned((ulong)it.Topic);
                writer.Text(it.Statement);
                break;
            default:
                throw new UnreachableException($"no bytes for {happened.GetType().Name}");
        }
    }

    /// <summary>The record of a kind; null where the kind is of another family.</summary>
    public static PoolEvent? Read(int kind, ref WireReader reader) => kind switch
    {
        PlanPublished => new PoolEvent.PlanPublished(
            reader.Required(), reader.Int(), new(reader.Signed()), VersionParts.ReadAcknowledgements(ref reader),
            reader.Text(), reader.Text()),
        Acknowledged => new PoolEvent.Acknowledged(VersionParts.ReadAcknowledgement(ref reader)),
        AcknowledgementVoided => new PoolEvent.AcknowledgementVoided(
            reader.Required(), reader.Required(), reader.Required()),
        AttemptRecorded => new PoolEvent.AttemptRecorded(reader.Required(), reader.Required(), reader.Required()),
        OrderWasHeld => new PoolEvent.OrderWasHeld(reader.Required(), reader.Required()),
        OrderReleased => new PoolEvent.OrderReleased(reader.Required(), reader.Required()),
        StatementPublished => new PoolEvent.StatementPublished((StatementTopic)reader.Int(), reader.Required()),
        _ => null,
    };
}
