using System.Globalization;
using System.Text.Json;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>A journal record as people and other programs read it: one JSON object, all figures as text.</summary>
public static class RecordText
{
    /// <summary>Writes one object. Figures that an event does not have, and empty consequences, are left out.</summary>
    /// <param name="nameOf">The outside name behind a number; for an erased member, whatever stands for it.</param>
    public static void Write(Utf8JsonWriter writer, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        writer.WriteStartObject();
        writer.WriteNumber("position", record.Position);
        writer.WriteString("id", record.Id);
        if (record.Id is not null)
        {
            writer.WriteNumber("command", record.Command);
            writer.WriteString("content", record.Content.ToString("x32", CultureInfo.InvariantCulture));
        }

        writer.WriteString("at", record.At.ToString());
        new EventText(writer, nameOf).Write(record.Event);
        writer.WriteString("pool", record.Pool.ToString());
        writer.WriteString("circulating", record.Circulating.ToString());
        writer.WriteString("reserve", record.Reserve.ToString());
        writer.WriteNumber("scale", record.Scale);
        writer.WriteString("held", record.Held.ToString());
        WriteNettings(writer, record, nameOf);
        writer.WriteEndObject();
    }

    private static void WriteNettings(
        Utf8JsonWriter writer, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        if (record.Netted.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("netted");
        foreach (var netting in record.Netted)
        {
            writer.WriteStartObject();
            writer.WriteString("member", nameOf(netting.Member));
            writer.WriteString("amount", netting.Amount.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
