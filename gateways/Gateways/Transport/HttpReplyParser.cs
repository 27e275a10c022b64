using System.Buffers.Text;
using System.Text;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>
/// Reads one HTTP/1.1 reply after another out of a receive buffer (RFC 9112): Content-Length, chunked, or until the
/// connection closes. Chunks are moved together in place, so a body is always one span. The buffer grows up to a
/// bound; anything that is not HTTP breaks the connection. A body is valid until <see cref="Next"/>.
/// </summary>
public sealed class HttpReplyParser
{
    public const int FirstBufferBytes = 32 * 1024;
    public const int MaxReplyBytes = 32 * 1024 * 1024;
    private const int MaxHeadBytes = 64 * 1024;

    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _end;
    private int _read;      // raw bytes up to here are understood
    private int _headersStart;
    private int _headersEnd;
    private int _bodyStart;
    private int _bodyEnd;
    private long _missing;  // bytes of the body, or of the present chunk, still to come
    private Stage _stage;

    private enum Stage
    {
        Head, Length, ChunkSize, ChunkBytes, ChunkEnd, Trailer, UntilClose, Whole,
    }

    /// <summary>Why this is not HTTP; null = it is.</summary>
    public string? Fault { get; private set; }

    public int Status { get; private set; }

    /// <summary>Whether the server will take another request on this connection.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>The Retry-After header in ns; 0 = none, or a date.</summary>
    public long RetryAfterNs { get; private set; }

    /// <summary>The header lines, each ended by CR LF.</summary>
    public ReadOnlySpan<byte> Headers => _buffer.AsSpan(_headersStart.._headersEnd);

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart.._bodyEnd);

    /// <summary>Room for the next receive; follow with <see cref="Commit"/>.</summary>
    public Span<byte> Free()
    {
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        return _buffer.AsSpan(_end);
    }

    public void Commit(int count)
    {
        _end += count;
        if (_end > MaxReplyBytes) Break($"a reply of more than {MaxReplyBytes} bytes");
    }

    /// <summary>Whether a whole reply is here; false = receive more, or <see cref="Fault"/>.</summary>
    public bool TryParse()
    {
        while (Fault is null && _stage != Stage.Whole)
        {
            bool advanced = _stage switch
            {
                Stage.Head => TryHead(),
                Stage.Length => TryLength(),
                Stage.ChunkSize => TryChunkSize(),
                Stage.ChunkBytes => TryChunkBytes(),
                Stage.ChunkEnd => TryChunkEnd(),
                Stage.Trailer => TryTrailer(),
                _ => false,
            };
            if (!advanced) return false;
        }

        return Fault is null;
    }

    /// <summary>The connection has closed: a body that only the close ends is whole now.</summary>
    public bool TryFinish()
    {
        if (_stage != Stage.UntilClose || Fault is not null) return false;
        _bodyEnd = _end;
        _stage = Stage.Whole;
        return true;
    }

    /// <summary>
    /// Makes room for the next reply. Bytes behind this one were not asked for: they break the connection.
    /// </summary>
    public void Next()
    {
        if (_end > _read && KeepAlive) Break("bytes behind a reply");
        _end = 0;
        _read = 0;
        _headersStart = _headersEnd = 0;
        _bodyStart = 0;
        _bodyEnd = 0;
        _stage = Stage.Head;
    }

    /// <summary>Forgets everything: for a new connection.</summary>
    public void Reset()
    {
        _read = _end;
        Next();
        Fault = null;
    }

    private bool TryHead()
    {
        int length = _buffer.AsSpan(_read.._end).IndexOf("\r\n\r\n"u8);
        if (length < 0)
        {
            if (_end - _read > MaxHeadBytes) Break("a head without end");
            return false;
        }

        ReadOnlySpan<byte> head = _buffer.AsSpan(_read, length + 2); // each line still ends with CR LF
        _headersStart = _read + head.IndexOf("\r\n"u8) + 2;
        _headersEnd = _read + head.Length;
        _read += length + 4;
        _bodyStart = _bodyEnd = _read;
        if (!ReadStatusLine(head)) return Break("no HTTP/1.1 status line");
        _missing = -1;
        bool isChunked = ReadHeaders(Headers);
        if (Fault is not null) return false;
        if (Status is >= 100 and < 200) return true; // an interim reply: the real one follows
        if (Status is 204 or 304) _stage = Stage.Whole;
        else if (isChunked) _stage = Stage.ChunkSize;
        else if (_missing >= 0) _stage = Stage.Length;
        else
        {
            _stage = Stage.UntilClose;
            KeepAlive = false;
        }

        return true;
    }

    private bool ReadStatusLine(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head.StartsWith("HTTP/1."u8) || head[8] != (byte)' ') return false;
        KeepAlive = head[7] == (byte)'1';
        RetryAfterNs = 0;
        bool isRead = Utf8Parser.TryParse(head.Slice(9, 3), out int status, out int used) && used == 3;
        Status = status;
        return isRead && status is >= 100 and < 1000;
    }

    /// <summary>Takes the four headers that matter; returns whether the body is chunked.</summary>
    private bool ReadHeaders(ReadOnlySpan<byte> lines)
    {
        bool isChunked = false;
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = lines[..end];
            lines = lines[(end + 2)..];
            int colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                Break("a header without a name");
                return false;
            }

            ReadOnlySpan<byte> name = line[..colon];
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "content-length"u8)) ReadLength(value);
            else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
            {
                isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
                if (!isChunked) Break("a transfer encoding other than chunked");
            }
            else if (Ascii.EqualsIgnoreCase(name, "connection"u8))
            {
                if (Ascii.EqualsIgnoreCase(value, "close"u8)) KeepAlive = false;
            }
            else if (Ascii.EqualsIgnoreCase(name, "retry-after"u8))
            {
                bool isSeconds = Utf8Parser.TryParse(value, out int seconds, out int used) && used == value.Length;
                RetryAfterNs = isSeconds && seconds > 0 ? seconds * 1_000_000_000L : 0;
            }
        }

        return isChunked;
    }

    private void ReadLength(ReadOnlySpan<byte> value)
    {
        bool isRead = Utf8Parser.TryParse(value, out int length, out int used) && used == value.Length && length >= 0;
        if (!isRead || length > MaxReplyBytes || (_missing >= 0 && _missing != length)) Break("a bad Content-Length");
        _missing = length;
    }

    private bool TryLength()
    {
        if (_end - _read < _missing) return false;
        _read += (int)_missing;
        _bodyEnd = _read;
        _stage = Stage.Whole;
        return true;
    }

    private bool TryChunkSize()
    {
        int length = _buffer.AsSpan(_read.._end).IndexOf("\r\n"u8);
        if (length < 0) return _end - _read > MaxHeadBytes && Break("a chunk size without end");
        ReadOnlySpan<byte> line = _buffer.AsSpan(_read, length);
        _read += length + 2;
        int extension = line.IndexOf((byte)';');
        if (extension >= 0) line = line[..extension];
        line = line.Trim(" \t"u8);
        bool isRead = Utf8Parser.TryParse(line, out int size, out int used, 'x') && used == line.Length && size >= 0;
        if (!isRead || size > MaxReplyBytes) return Break("a bad chunk size");
        _missing = size;
        _stage = size == 0 ? Stage.Trailer : Stage.ChunkBytes;
        return true;
    }

    private bool TryChunkBytes()
    {
        int count = (int)Math.Min(_missing, _end - _read);
        if (count == 0) return false;
        if (_read > _bodyEnd) _buffer.AsSpan(_read, count).CopyTo(_buffer.AsSpan(_bodyEnd));
        _bodyEnd += count;
        _read += count;
        _missing -= count;
        if (_missing == 0) _stage = Stage.ChunkEnd;
        return true;
    }

    private bool TryChunkEnd()
    {
        if (_end - _read < 2) return false;
        if (!_buffer.AsSpan(_read, 2).SequenceEqual("\r\n"u8)) return Break("a chunk longer than it said");
        _read += 2;
        _stage = Stage.ChunkSize;
        return true;
    }

    private bool TryTrailer()
    {
        int length = _buffer.AsSpan(_read.._end).IndexOf("\r\n"u8);
        if (length < 0) return _end - _read > MaxHeadBytes && Break("a trailer without end");
        _read += length + 2;
        if (length == 0) _stage = Stage.Whole;
        return true;
    }

    private bool Break(string why)
    {
        Fault = why;
        return false;
    }
}
