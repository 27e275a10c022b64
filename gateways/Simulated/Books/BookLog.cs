using System.Globalization;
using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Books;

/// <summary>
/// The venue's books on disk: one text line for each operation (an order with its fills, a market event's fills …),
/// written by one call before any reply leaves, so a killed process loses nothing that was told to anybody.
/// A line is complete when it ends in a line feed; a torn last line is dropped as a whole.
/// <code>
/// opensqt-venue-books 1 &lt;symbol&gt; &lt;tick E8&gt; &lt;lot E8&gt; &lt;start balance E8&gt;
/// O id clientId side type tif reduceOnly stp priceTicks qtyLots timeMs; F id priceTicks lots maker feeE8 timeMs; …
/// </code>
/// Entries: O open, F fill, M modify (id priceTicks qtyLots timeMs), C close (id status reason timeMs),
/// S setting (kind value timeMs), U funding (amountE8 timeMs).
/// </summary>
public sealed class BookLog : IDisposable
{
    public const string FileName = "venue-books.log";
    public const string LockFileName = "venue-books.lock";

    private const string Magic = "opensqt-venue-books 1";
    private const char EntrySeparator = ';';

    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly StringBuilder _line = new();
    private byte[] _bytes = new byte[4096];

    private BookLog(FileStream lockFile, FileStream file)
    {
        _lock = lockFile;
        _file = file;
    }

    /// <summary>Opens or creates the books of a directory and replays them.</summary>
    /// <exception cref="InvalidOperationException">
    /// Locked, damaged or of another instrument; says what to do.
    /// </exception>
    public static BookLog Open(string directory, InstrumentRules rules, long startBalanceE8, int leverage,
        out AccountBooks books)
    {
        Directory.CreateDirectory(directory);
        FileStream lockFile = Lock(directory);
        try
        {
            string path = Path.Combine(directory, FileName);
            var file = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            var log = new BookLog(lockFile, file);
            books = log.Replay(path, rules, startBalanceE8, leverage);
            return log;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Writes the entries of one operation as one line. Returns after the write call.</summary>
    public void Append(IReadOnlyList<BookEntry> entries)
    {
        if (entries.Count == 0) return;
        _line.Clear();
        for (int i = 0; i < entries.Count; i++)
        {
            if (i > 0) _line.Append(EntrySeparator);
            AppendEntry(entries[i]);
        }

        WriteLine();
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string directory)
    {
        string path = Path.Combine(directory, LockFileName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"the venue's books in {directory} are in use by another venue; stop it or name another directory", e);
        }
    }

    private AccountBooks Replay(string path, InstrumentRules rules, long startBalanceE8, int leverage)
    {
        var content = new byte[_file.Length];
        _file.ReadExactly(content);
        int complete = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        _file.SetLength(complete);
        _file.Seek(0, SeekOrigin.End);
        if (complete == 0)
        {
            _line.Append(CultureInfo.InvariantCulture,
                $"{Magic} {rules.Symbol} {rules.TickSizeE8} {rules.LotSizeE8} {startBalanceE8}");
            WriteLine();
            return new AccountBooks(rules, startBalanceE8, leverage);
        }

        string[] lines = Encoding.ASCII.GetString(content, 0, complete - 1).Split('\n');
        var books = new AccountBooks(rules, BalanceIn(lines[0], path, rules), leverage);
        for (int i = 1; i < lines.Length; i++)
        {
            try
            {
                foreach (string entry in lines[i].Split(EntrySeparator)) ReplayEntry(entry.Split(' '), books);
            }
            catch (Exception e) when (e is FormatException or IndexOutOfRangeException or InvalidOperationException
                                        or OverflowException)
            {
                throw new InvalidOperationException(
                    $"{path}, line {i + 1} is damaged ({e.Message}); use a fresh directory or restore the file", e);
            }
        }

        books.ClearEntries();
        return books;
    }

    private static long BalanceIn(string header, string path, InstrumentRules rules)
    {
        string expected = FormattableString.Invariant($"{Magic} {rules.Symbol} {rules.TickSizeE8} {rules.LotSizeE8} ");
        if (header.StartsWith(expected, StringComparison.Ordinal)
            && long.TryParse(header.AsSpan(expected.Length), CultureInfo.InvariantCulture, out long balance))
            return balance;
        throw new InvalidOperationException(
            $"{path} holds other books ('{header}'), expected '{expected}…'; use a fresh directory");
    }

    private void WriteLine()
    {
        _line.Append('\n');
        if (_bytes.Length < _line.Length) _bytes = new byte[_line.Length * 2];
        int length = 0;
        foreach (ReadOnlyMemory<char> chunk in _line.GetChunks())
            length += Encoding.ASCII.GetBytes(chunk.Span, _bytes.AsSpan(length));
        long end = _file.Length;
        try
        {
            _file.Write(_bytes, 0, length);
        }
        catch
        {
            // A full disk may have taken half a line: cut it off, so that the entries can be written again later.
            _file.SetLength(end);
            _file.Seek(end, SeekOrigin.Begin);
            throw;
        }
    }

    private void AppendEntry(in BookEntry e)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        switch (e.Kind)
        {
            case BookEntryKind.Opened:
                VenueOrder o = e.Order!;
                _line.Append(c, $"O {o.OrderId} {o.ClientId} {(int)o.Side} {(int)o.Type} {(int)o.TimeInForce} ");
                _line.Append(c, $"{(o.ReduceOnly ? 1 : 0)} {(int)o.SelfTradePrevention} {o.PriceTicks} {o.QtyLots} ");
                _line.Append(c, $"{e.TimeMs}");
                break;
            case BookEntryKind.Filled:
                VenueFill f = e.Fill!;
                _line.Append(c, $"F {f.Order.OrderId} {f.PriceTicks} {f.Lots} {(f.IsMaker ? 1 : 0)} {f.FeeE8} ");
                _line.Append(c, $"{e.TimeMs}");
                break;
            case BookEntryKind.Amended:
                _line.Append(c, $"M {e.Order!.OrderId} {e.Order.PriceTicks} {e.Order.QtyLots} {e.TimeMs}");
                break;
            case BookEntryKind.Closed:
                VenueOrder closed = e.Order!;
                _line.Append(c, $"C {closed.OrderId} {(int)closed.Status} {(int)closed.ExpireReason} {e.TimeMs}");
                break;
            case BookEntryKind.Funded:
                _line.Append(c, $"U {e.Value} {e.TimeMs}");
                break;
            default:
                _line.Append(c, $"S {(int)e.Kind} {e.Value} {e.TimeMs}");
                break;
        }
    }

    private static void ReplayEntry(string[] f, AccountBooks books)
    {
        switch (f[0])
        {
            case "O":
                books.Open(new VenueOrder
                {
                    OrderId = Number(f[1]),
                    ClientId = f[2],
                    Side = (Side)Number(f[3]),
                    Type = (VenueOrderType)Number(f[4]),
                    TimeInForce = (TimeInForce)Number(f[5]),
                    ReduceOnly = Number(f[6]) != 0,
                    SelfTradePrevention = (SelfTradePrevention)Number(f[7]),
                    PriceTicks = Number(f[8]),
                    QtyLots = Number(f[9]),
                    CreatedMs = Number(f[10]),
                });
                break;
            case "F":
                books.Fill(OrderOf(f[1], books), priceTicks: Number(f[2]), lots: Number(f[3]),
                    isMaker: Number(f[4]) != 0, feeE8: Number(f[5]), timeMs: Number(f[6]));
                break;
            case "M":
                books.Amend(
                    OrderOf(f[1], books), priceTicks: Number(f[2]), qtyLots: Number(f[3]), timeMs: Number(f[4]));
                break;
            case "C":
                books.Close(
                    OrderOf(f[1], books), (VenueOrderStatus)Number(f[2]), (ExpireReason)Number(f[3]), Number(f[4]));
                break;
            case "U":
                books.Fund(Number(f[1]), Number(f[2]));
                break;
            case "S":
                books.Set((BookEntryKind)Number(f[1]), Number(f[2]), Number(f[3]));
                break;
            default:
                throw new FormatException($"unknown entry '{f[0]}'");
        }
    }

    private static VenueOrder OrderOf(string id, AccountBooks books) =>
        books.Find(Number(id)) ?? throw new FormatException($"unknown order {id}");

    private static long Number(string text) =>
        long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
