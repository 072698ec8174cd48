using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Wellspring.Cli;

/// <summary>What goes to the terminal: tables for people, one JSON document for machines, progress on stderr.</summary>
internal static class Terminal
{
    private const int WidestLine = 100;

    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>For lines of JSON: readable Chinese instead of escapes; a terminal is no HTML page.</summary>
    public static JsonWriterOptions OneLine { get; } = Indented with { Indented = false };

    /// <summary>Writes one indented JSON object to standard output.</summary>
    public static void WriteJson(Action<Utf8JsonWriter> write) => Console.Out.WriteLine(Json(write));

    /// <summary>One indented JSON object.</summary>
    public static string Json(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Indented))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>A table with a title; columns that hold figures are aligned right.</summary>
    public static void WriteTable(
        string title, IReadOnlyList<(string Header, bool IsFigure)> columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var (header, isFigure) in columns)
        {
            var column = new TableColumn(Markup.Escape(header)).NoWrap();
            table.AddColumn(isFigure ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)).ToArray<Spectre.Console.Rendering.IRenderable>());
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine(title);
        Plain().Write(table);
    }

    /// <summary>Labels on the left, values on the right.</summary>
    public static void WriteFacts(string title, IEnumerable<(string Label, string Value)> facts)
    {
        var grid = new Grid()
            .AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2))
            .AddColumn(new GridColumn().RightAligned().NoWrap());
        foreach (var (label, value) in facts)
        {
            grid.AddRow(new Text(label), new Text(value));
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine(title);
        Plain().Write(grid);
    }

    /// <summary>Runs work that may take over a second behind a bar on stderr; without a terminal, in silence.</summary>
    public static async Task<T> WithProgressAsync<T>(string label, Func<Action<double>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work(_ => { });
        }

        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await screen.Progress()
            .AutoClear(enabled: true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(label), maxValue: 1);
                return await work(done => task.Value = done);
            });
    }

    private static IAnsiConsole Plain()
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            Ansi = AnsiSupport.No,
        });
        screen.Profile.Width = WidestLine;
        return screen;
    }
}
