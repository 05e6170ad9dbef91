package dev.slurmec2.ec2;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Goes through an XML document element by element, without keeping it. */
final class XmlTree {

  /** What is done with a child; it reads the element to its end, or leaves it alone. */
  @FunctionalInterface
  interface Child {
    void read(String name) throws XMLStreamException;
  }

  private XmlTree() {}

  /** Documents with a DTD are refused where they use it: no answer of EC2's has one. */
  static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    return factory;
  }

  /**
   * Visits the children of the element that {@code in} stands at the start of, and leaves it at its
   * end. What the visitor does not read is passed over.
   */
  static void children(XMLStreamReader in, Child child) throws XMLStreamException {
    int depth = 1;
    while (depth > 0) {
      int event = in.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        if (depth == 2) {
          child.read(in.getLocalName());
          // The visitor has read it to its end, or not begun.
          depth = in.isEndElement() ? 1 : 2;
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
  }
}
