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
        writer.WriteString("at", record.At.ToString());
        new EventText(writer, nameOf).Write(record.Event);
        writer.WriteString("pool", record.Pool.ToString());
        writer.WriteString("circulating", record.Circulating.ToString());
        writer.WriteNumber("scale", record.Scale);
        writer.WriteEndObject();
    }
}
