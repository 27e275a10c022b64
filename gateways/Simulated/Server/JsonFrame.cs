using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>A reusable JSON writer with the venue's way of writing decimals. One thread at a time.</summary>
internal sealed class JsonFrame
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public JsonFrame() => Writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public Utf8JsonWriter Writer { get; }

    /// <summary>Begins anew; returns the writer.</summary>
    public Utf8JsonWriter Start()
    {
        _buffer.ResetWrittenCount();
        Writer.Reset();
        return Writer;
    }

    /// <summary>A refusal as the venue writes it.</summary>
    public byte[] ErrorBody(VenueError error)
    {
        Utf8JsonWriter json = Start();
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("msg"u8, error.Message);
        json.WriteEndObject();
        return ToArray();
    }

    /// <summary>What was written since <see cref="Start"/>.</summary>
    public byte[] ToArray()
    {
        Writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }
}
