using OpenSQT.Lmax.Host.Inspection;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>
/// Says in the log what retention deletes, and warns before its bound of bytes shortens the bound of days.
/// </summary>
public sealed class RetentionNotice(JournalOptions options, HostLog log)
{
    private const int NearPercent = 90;
    private bool _isNear;

    public void Tell(RetentionResult result)
    {
        if (result.DeletedFiles > 0)
        {
            string text = Words.Of(
                "retention.deleted", result.DeletedFiles, result.DeletedBytes >> 20, result.FirstEvent,
                UtcText.OfNs(result.SinceNs));
            if (result.IsShortened)
                log.Warn(text + Words.Of("retention.shortened", options.RetentionDays), LogArea.Journal);
            else log.Info(text, LogArea.Journal);
        }

        bool isNear = result.TotalBytes > options.RetentionBytes / 100 * NearPercent;
        if (isNear && !_isNear)
        {
            log.Warn(Words.Of(
                "retention.near", result.TotalBytes >> 20, options.RetentionBytes >> 20, options.RetentionDays),
                LogArea.Journal);
        }

        _isNear = isNear;
    }
}
