using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

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

    /// <summary>What was written since <see cref="Start"/>.</summary>
    public byte[] ToArray()
    {
        Writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }
}
