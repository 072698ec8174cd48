using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Wellspring.Core.Compliance;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>Writes the fields of records about plan versions, acknowledgements and held orders.</summary>
internal static class VersionText
{
    public static void Write(Utf8JsonWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.PlanPublished it:
                writer.WriteString("event", "planPublished");
                writer.WritePropertyName("plan");
                writer.WriteRawValue(it.Plan);
                writer.WriteNumber("version", it.Version);
                writer.WriteString("effectiveAt", it.EffectiveAt.ToString());
                Write(writer, it.Acknowledgements);
                Texts(writer, ("by", it.By), ("approver", it.Approver));
                break;
            case PoolEvent.Acknowledged it:
                writer.WriteString("event", "acknowledged");
                writer.WritePropertyName("acknowledgement");
                writer.WriteRawValue(AcknowledgementFile.Write(it.Given));
                break;
            case PoolEvent.AcknowledgementVoided it:
                Texts(writer, ("event", "acknowledgementVoided"), ("code", it.Code), ("by", it.By),
                    ("reason", it.Reason));
                break;
            case PoolEvent.AttemptRecorded it:
                Texts(writer, ("event", "attemptRecorded"), ("code", it.Code), ("by", it.By), ("subject", it.Subject));
                break;
            case PoolEvent.OrderWasHeld it:
                Texts(writer, ("event", "orderWasHeld"), ("order", it.Order), ("reason", it.Reason));
                break;
            case PoolEvent.OrderReleased it:
                Texts(writer, ("event", "orderReleased"), ("order", it.Order), ("by", it.By));
                break;
            case PoolEvent.StatementPublished it:
                Texts(writer, ("event", "statementPublished"), ("topic", it.Topic.Code()));
                writer.WritePropertyName("statement");
                writer.WriteRawValue(it.Statement);
                break;
            default:
                throw new UnreachableException($"no text for {happened.GetType().Name}");
        }
    }

    /// <summary>Acknowledgements as their file has them; nothing where there are none.</summary>
    public static void Write(Utf8JsonWriter writer, ImmutableArray<Acknowledgement> all)
    {
        if (!all.IsEmpty)
        {
            writer.WritePropertyName("acknowledgements");
            writer.WriteRawValue(AcknowledgementFile.Write(all));
        }
    }

    public static void Write(Utf8JsonWriter writer, ImmutableArray<VintagePart> parts)
    {
        if (parts.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("parts");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", part.Version);
            writer.WriteString("points", part.Points.ToString());
            writer.WriteString("value", part.Value.ToString());
            writer.WriteString("paid", part.Paid.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, string? Text)> texts)
    {
        foreach (var (name, text) in texts)
        {
            if (text is not null)
            {
                writer.WriteString(name, text);
            }
        }
    }
}
