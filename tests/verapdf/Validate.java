// Validates PDF files against PDF/UA-1 with veraPDF. For each file one line: "ok", a tab and the
// name; or "bad", the name and the broken rules, each with a place. Exit code 1 if any is bad.
import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Validate {
    public static void main(String[] names) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean good = true;
        for (String name : names) {
            String problems = problems(name);
            System.out.println((problems.isEmpty() ? "ok\t" : "bad\t") + name + problems);
            good &= problems.isEmpty();
        }
        System.exit(good ? 0 : 1);
    }

    private static String problems(String name) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
        try (FileInputStream stream = new FileInputStream(name);
             PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
             PDFAValidator validator =
                 Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            if (result.isCompliant()) {
                return "";
            }
            Map<String, String> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                broken.putIfAbsent(
                    assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber(),
                    assertion.getMessage() + " at " + assertion.getLocation().getContext());
            }
            StringBuilder text = new StringBuilder();
            broken.forEach((rule, why) -> text.append("\t").append(rule).append(": ").append(why));
            return text.append(broken.isEmpty() ? "\tnot compliant" : "").toString();
        }
    }
}
