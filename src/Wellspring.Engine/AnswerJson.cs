using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine;

/// <summary>An answer as other programs read it: one JSON object a line, wherever a command was given.</summary>
public static class AnswerJson
{
    /// <summary>For lines of JSON: readable Chinese instead of escapes; a line is no HTML page.</summary>
    public static JsonWriterOptions OneLine { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line for each answer, numbered from 1.</summary>
    /// <param name="nameOf">The outside name behind a number.</param>
    public static byte[] Lines(IReadOnlyList<Answer> answers, Func<MemberNumber, string> nameOf)
    {
        using var output = new MemoryStream(answers.Count * 512);
        using var writer = new Utf8JsonWriter(output, OneLine);
        for (var index = 0; index < answers.Count; index++)
        {
            Write(writer, index + 1, answers[index], nameOf);
            writer.Flush();
            output.WriteByte((byte)'\n');
            writer.Reset();
        }

        return output.ToArray();
    }

    /// <summary>Writes one object.</summary>
    public static void Write(Utf8JsonWriter writer, long line, in Answer answer, Func<MemberNumber, string> nameOf)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line);
        writer.WriteString("answer", NameOf(answer.Kind));
        writer.WriteString("price", PriceOf(answer.Record));
        writer.WritePropertyName("record");
        RecordText.Write(writer, answer.Record, nameOf);
        writer.WriteEndObject();
    }

    /// <summary>The price right after the record, four decimals; a dash while nothing circulates.</summary>
    public static string PriceOf(JournalRecord record) => record.Circulating == Points.Zero
        ? "–"
        : new Price(record.Pool, record.Circulating).ToString();

    /// <summary>The word for a kind of answer, wherever programs read it.</summary>
    internal static string NameOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Done => "done",
        AnswerKind.Refused => "refused",
        AnswerKind.Repeated => "repeated",
        AnswerKind.Conflict => "conflict",
        _ => "quarantined",
    };
}
